package dev.logplex.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;

/** Puts a text of our own behind the status: the servlet API has no way to say it. */
final class ReasonPhrase extends HttpStream.Wrapper {

  private final String phrase;

  private ReasonPhrase(HttpStream stream, String phrase) {
    super(stream);
    this.phrase = phrase;
  }

  /** Before the first octet of the answer is sent. */
  static void set(HttpServletRequest request, String phrase) {
    ServletContextRequest.getServletContextRequest(request)
        .addHttpStreamWrapper(stream -> new ReasonPhrase(stream, phrase));
  }

  @Override
  public void send(
      MetaData.Request request,
      MetaData.Response response,
      boolean last,
      ByteBuffer content,
      Callback callback) {
    super.send(request, response == null ? null : named(response), last, content, callback);
  }

  private MetaData.Response named(MetaData.Response response) {
    return new MetaData.Response(
        response.getStatus(),
        phrase,
        response.getHttpVersion(),
        response.getHttpFields(),
        response.getContentLength(),
        response.getTrailersSupplier());
  }
}
