package dev.logplex.drain.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/** Tells a transport what happens on one of its connections. */
final class ConnectionHandler extends SimpleChannelInboundHandler<Object> {

  private final StreamTransport transport;

  ConnectionHandler(StreamTransport transport) {
    this.transport = transport;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    transport.received(context.channel(), message);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    transport.writable(context.channel());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    transport.broken(context.channel());
  }

  /** A peer that ends TLS reads no more, though it may keep TCP open. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    transport.troubled(context.channel(), cause);
    context.close();
  }
}
