package dev.logplex.drain.http;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.Outcome;
import dev.logplex.drain.net.Dialer;
import dev.logplex.drain.net.StreamTransport;
import dev.logplex.model.Drain;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Posts requests. The head of the answer decides; its body is read away so that the connection can
 * be used again, but no longer than {@link #BODY_GRACE_MILLIS} and {@link #BODY_LIMIT}: then the
 * connection is closed. A success counts once the whole request has been written.
 */
public final class HttpTransport extends StreamTransport {

  static final long BODY_GRACE_MILLIS = 1_000;
  static final long BODY_LIMIT = 64 << 10;
  private static final int LINE_LIMIT = 4 << 10;
  private static final int HEADERS_LIMIT = 32 << 10;

  private final RequestHead head;
  private final RequestBody body;
  private Answer answer = new Answer();
  private Future<?> grace;

  /**
   * @param marks headers in place of {@code Logplex-Seq}; empty for a drain's own stream
   * @throws IllegalArgumentException if a header of the drain's options cannot be sent
   */
  public HttpTransport(
      Drain drain, DrainUrl url, Map<String, String> marks, Dialer dialer, DrainSettings settings) {
    super(dialer, settings);
    this.head = new RequestHead(url, drain, marks);
    this.body = new RequestBody(drain.options());
  }

  @Override
  protected void prepare(ChannelPipeline pipeline) {
    pipeline.addLast(
        new HttpResponseDecoder(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_LIMIT)
                .setMaxHeaderSize(HEADERS_LIMIT)));
  }

  @Override
  protected List<ByteBuf> encode(DrainRequest request) {
    answer = new Answer();
    RequestBody.Content content = body.of(request);
    long length = content.parts().stream().mapToLong(ByteBuf::readableBytes).sum();
    List<ByteBuf> parts = new ArrayList<>(content.parts().size() + 1);
    parts.add(Unpooled.wrappedBuffer(head.of(request, content.lines(), length)));
    parts.addAll(content.parts());
    return parts;
  }

  @Override
  protected void written() {
    answer.requestWritten();
    conclude();
  }

  @Override
  protected void heard(Object message) {
    if (!busy()) {
      disconnect(); // Nobody asked; it must not be taken for the next request's answer.
      return;
    }
    HttpObject part = (HttpObject) message;
    if (part.decoderResult().isFailure()) {
      answer.garbled();
    } else {
      if (part instanceof HttpResponse response) {
        answer.head(response);
      }
      if (part instanceof HttpContent content) {
        answer.body(content.content().readableBytes(), part instanceof LastHttpContent);
      }
    }
    conclude();
  }

  @Override
  protected Outcome lost() {
    cancelGrace();
    return answer.ifCutOff();
  }

  private void conclude() {
    switch (answer.progress()) {
      case INCOMPLETE -> {}
      case BODY_TO_COME -> {
        if (answer.bodyOctets() > BODY_LIMIT) {
          end(false);
        } else if (grace == null) {
          grace = schedule(() -> end(false), BODY_GRACE_MILLIS);
        }
      }
      case COMPLETE -> end(true);
      case COMPLETE_BUT_NOT_REUSABLE -> end(false);
    }
  }

  private void end(boolean keep) {
    cancelGrace();
    Outcome outcome = answer.outcome();
    if (keep) {
      finishAndKeep(outcome);
    } else {
      finish(outcome);
    }
  }

  private void cancelGrace() {
    if (grace != null) {
      grace.cancel(false);
      grace = null;
    }
  }
}
