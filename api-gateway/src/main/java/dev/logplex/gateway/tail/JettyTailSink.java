package dev.logplex.gateway.tail;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Writes a tail to an HTTP/1 connection: one write at a time, each of them asynchronous, straight
 * to Jetty's response, which keeps no buffer of its own for it. The request must be in asynchronous
 * mode, its status and headers set, and nothing else may be written to it.
 */
final class JettyTailSink extends IteratingCallback implements TailSink {

  private static final int PROBE = 4096;

  private final Response response;
  private final EndPoint connection;
  private final TailSource source;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean busy;

  private JettyTailSink(Response response, EndPoint connection, TailSource source) {
    this.response = response;
    this.connection = connection;
    this.source = source;
  }

  /** Takes over the response. A quiet tail is not idle: only the tail decides when it is over. */
  static JettyTailSink of(HttpServletRequest request, TailSource source) throws IOException {
    ServletContextRequest context = ServletContextRequest.getServletContextRequest(request);
    EndPoint connection = context.getConnectionMetaData().getConnection().getEndPoint();
    connection.setIdleTimeout(0);
    if (connection.getTransport() instanceof SocketChannel socket) {
      socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    return new JettyTailSink(context.getServletContextResponse(), connection, source);
  }

  /** Completes when everything is written; fails when the connection broke. */
  CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void wake() {
    iterate();
  }

  @Override
  public boolean busy() {
    return busy;
  }

  /** What a reader sends after its request is of no interest, but its end is. */
  @Override
  public boolean abandoned() {
    try {
      return !connection.isOpen() || connection.fill(BufferUtil.allocate(PROBE)) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void cut(Throwable cause) {
    connection.close(cause);
    abort(cause);
  }

  @Override
  protected Action process() {
    ByteBuffer piece = source.next();
    if (piece == null) {
      return Action.IDLE;
    }
    if (piece == TailSource.END) {
      return Action.SUCCEEDED;
    }
    busy = true;
    response.write(false, piece, this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onSuccess() {
    busy = false;
  }

  @Override
  protected void onCompleteSuccess() {
    source.closed();
    done.complete(null);
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    source.closed();
    done.completeExceptionally(cause);
  }
}
