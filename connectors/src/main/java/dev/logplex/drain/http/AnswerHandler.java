package dev.logplex.drain.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;

/** Tells a transport what happens on one of its connections. */
final class AnswerHandler extends SimpleChannelInboundHandler<HttpObject> {

  private final HttpTransport transport;

  AnswerHandler(HttpTransport transport) {
    this.transport = transport;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    transport.read(context.channel(), part);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    transport.writable(context.channel());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    transport.broken(context.channel());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
