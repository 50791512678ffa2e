package dev.logplex.testkit;

import static io.netty.buffer.Unpooled.wrappedBuffer;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** One connection of a drain to its receiver. */
final class DrainConnection extends SimpleChannelInboundHandler<HttpObject> {

  private static final byte[] ENDLESS_HEAD = "HTTP/1.1 200 OK\r\nX-Endless: ".getBytes(US_ASCII);

  private final DrainReceiver receiver;
  private byte[] body = new byte[1 << 17];
  private int length;
  private HttpRequest head;
  private Behaviour behaviour;

  DrainConnection(DrainReceiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (receiver.behaviour().kind() != Behaviour.Kind.HANG_UNREAD) {
      context.channel().config().setAutoRead(true);
    }
    context.fireChannelActive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part.decoderResult().isFailure()) {
      receiver.ledger().fault("not HTTP: " + part.decoderResult().cause());
      context.close();
      return;
    }
    if (part instanceof HttpRequest request) {
      head = request;
      length = 0;
      behaviour = receiver.behaviour();
      headArrived(context);
    }
    if (part instanceof HttpContent content) {
      append(content.content());
    }
    if (part instanceof LastHttpContent && context.channel().isOpen()) {
      bodyArrived(context);
    }
  }

  private void headArrived(ChannelHandlerContext context) {
    switch (behaviour.kind()) {
      case HANG_UNREAD -> context.channel().config().setAutoRead(false);
      case RESET -> {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context.close();
      }
      default -> {}
    }
  }

  private void append(ByteBuf octets) {
    int more = octets.readableBytes();
    if (length + more > body.length) {
      body = Arrays.copyOf(body, Math.max(length + more, body.length * 2));
    }
    octets.readBytes(body, length, more);
    length += more;
  }

  private void bodyArrived(ChannelHandlerContext context) {
    DrainRequest request;
    try {
      request = request();
    } catch (MalformedRequestException e) {
      receiver.ledger().fault(e.getMessage());
      answer(context, 400);
      return;
    }
    if (behaviour.accepts()) {
      receiver.ledger().accept(request);
    } else {
      receiver.ledger().refuse(request);
    }
    respond(context);
  }

  private void respond(ChannelHandlerContext context) {
    switch (behaviour.kind()) {
      case ACCEPT, ANSWER -> answer(context, behaviour.status());
      case SLOW ->
          context
              .executor()
              .schedule(
                  () -> answer(context, 200), behaviour.delay().toMillis(), TimeUnit.MILLISECONDS);
      case CLOSE -> context.close();
      case GARBAGE ->
          raw(context).writeAndFlush(wrappedBuffer("\0\1 %&\r\n\r\n".getBytes(US_ASCII)));
      case DRIP -> drip(raw(context), 0);
      default -> {}
    }
  }

  private void answer(ChannelHandlerContext context, int status) {
    HttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
    context.writeAndFlush(response, context.voidPromise());
  }

  private static ChannelHandlerContext raw(ChannelHandlerContext context) {
    context.pipeline().remove(HttpServerCodec.class);
    return context;
  }

  private void drip(ChannelHandlerContext context, int sent) {
    if (context.channel().isActive()) {
      byte octet = sent < ENDLESS_HEAD.length ? ENDLESS_HEAD[sent] : (byte) 'x';
      context.writeAndFlush(wrappedBuffer(new byte[] {octet}));
      context
          .executor()
          .schedule(
              () -> drip(context, sent + 1), behaviour.delay().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private DrainRequest request() throws MalformedRequestException {
    HttpHeaders headers = head.headers();
    if (!"POST".equals(head.method().name())) {
      throw new MalformedRequestException("method " + head.method());
    }
    if (!"application/logplex-1".equals(headers.get(HttpHeaderNames.CONTENT_TYPE))) {
      throw new MalformedRequestException("type " + headers.get(HttpHeaderNames.CONTENT_TYPE));
    }
    if (HttpUtil.isTransferEncodingChunked(head)) {
      throw new MalformedRequestException("a chunked request");
    }
    String seq = required(headers, "Logplex-Seq");
    int dash = seq.indexOf('-');
    return new DrainRequest(
        required(headers, "Logplex-Drain-Token"),
        required(headers, "Logplex-Frame-Id"),
        (int) number(required(headers, "Logplex-Msg-Count")),
        number(seq.substring(0, Math.max(0, dash))),
        number(seq.substring(dash + 1)),
        headers.contains("Logplex-Drop-Count") ? number(headers.get("Logplex-Drop-Count")) : 0,
        body,
        length);
  }

  private static String required(HttpHeaders headers, String name)
      throws MalformedRequestException {
    String value = headers.get(name);
    if (value == null) {
      throw new MalformedRequestException("no " + name);
    }
    return value;
  }

  private static long number(String text) throws MalformedRequestException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedRequestException("'" + text + "' is no number");
    }
  }

  /** The peer has gone, or reset the connection: nothing is left to do here. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      receiver.ledger().fault("receiver failed: " + cause);
    }
    context.close();
  }
}
