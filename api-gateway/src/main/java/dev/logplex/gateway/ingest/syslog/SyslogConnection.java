package dev.logplex.gateway.ingest.syslog;

import dev.logplex.frame.FrameDecoder;
import dev.logplex.frame.FrameError;
import dev.logplex.frame.FrameSink;
import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Refusal;
import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Skip;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a source: takes octets in any split, never answers. Holds at most one partial
 * frame.
 */
final class SyslogConnection extends ChannelInboundHandlerAdapter implements FrameSink {

  private static final Logger LOG = LoggerFactory.getLogger(SyslogConnection.class);

  private final Lanes lanes;
  private final Connections connections;
  private final SyslogMetrics metrics;
  private final FrameDecoder decoder = new FrameDecoder();
  private ChannelHandlerContext context;
  private long waitingOctets;
  private boolean paused;
  private boolean proven;

  SyslogConnection(Lanes lanes, Connections connections, SyslogMetrics metrics) {
    this.lanes = lanes;
    this.connections = connections;
    this.metrics = metrics;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf octets = (ByteBuf) msg;
    try {
      int length = octets.readableBytes();
      metrics.received(length);
      if (octets.hasArray()) {
        int from = octets.arrayOffset() + octets.readerIndex();
        decoder.feed(octets.array(), from, from + length, this);
      } else {
        byte[] copy = new byte[length];
        octets.readBytes(copy);
        decoder.feed(copy, 0, length, this);
      }
    } finally {
      octets.release();
    }
    lanes.taken(this);
  }

  @Override
  public void frame(byte[] octets, int from, int to) {
    if (lanes.take(octets, from, to, this) && !proven) {
      proven = true;
      connections.proven(context.channel());
    }
  }

  @Override
  public void malformed(byte[] octets, int from, int to, FrameError error) {
    metrics.skipped(error == FrameError.TOO_LONG ? Skip.TOO_LONG : Skip.NO_FRAME);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!decoder.atBoundary()) {
      metrics.skipped(Skip.TRUNCATED);
    }
    lanes.left(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent && !paused) {
      metrics.refused(Refusal.IDLE);
      ctx.close();
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      metrics.refused(Refusal.HANDSHAKE);
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      LOG.debug("a syslog connection broke", cause);
    } else {
      LOG.warn("a syslog connection is closed", cause);
    }
    ctx.close();
  }

  /** Octets of this connection that wait for Kafka. */
  long waitingOctets() {
    return waitingOctets;
  }

  void addWaiting(int octets) {
    waitingOctets += octets;
  }

  /** Reads no more, so that TCP makes the source wait. */
  void pause() {
    paused = true;
    context.channel().config().setAutoRead(false);
  }

  void resume() {
    paused = false;
    context.channel().config().setAutoRead(true);
  }
}
