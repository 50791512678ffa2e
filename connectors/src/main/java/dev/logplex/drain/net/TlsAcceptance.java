package dev.logplex.drain.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;

/**
 * Waits, before anything is sent, for what a receiver says to the client's certificate. In TLS 1.3
 * the handshake ends for the client before the receiver has seen its certificate (RFC 8446 §2):
 * what is written then may be thrown away with the connection, unnoticed by a protocol without
 * answers. The first octets from the receiver decide: session tickets, which it makes when it
 * agrees, or an alert. A receiver that says nothing for a while has agreed too.
 */
final class TlsAcceptance {

  private static final long SILENCE_MILLIS = 1_000;

  private TlsAcceptance() {}

  /**
   * @param accepted gets the channel; or fails with the cause if the receiver refuses
   */
  static void await(Channel channel, SslHandler tls, Promise<Channel> accepted) {
    String name = channel.pipeline().context(tls).name();
    channel
        .pipeline()
        .addAfter(name, null, new Refusal(accepted))
        .addBefore(name, null, new FirstOctets(channel, accepted));
    channel
        .eventLoop()
        .schedule(() -> accepted.trySuccess(channel), SILENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Sees what arrives before TLS does. */
  private static final class FirstOctets extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final Promise<Channel> accepted;

    FirstOctets(Channel channel, Promise<Channel> accepted) {
      this.channel = channel;
      this.accepted = accepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object octets) {
      context.fireChannelRead(octets); // An alert fails the promise within.
      accepted.trySuccess(channel);
      context.pipeline().remove(this);
    }
  }

  /** Hears from TLS that there was an alert, or that the connection is gone. */
  private static final class Refusal extends ChannelInboundHandlerAdapter {
    private final Promise<Channel> accepted;

    Refusal(Promise<Channel> accepted) {
      this.accepted = accepted;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      accepted.tryFailure(cause);
      context.fireExceptionCaught(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      accepted.tryFailure(new java.nio.channels.ClosedChannelException());
      context.fireChannelInactive();
    }
  }
}
