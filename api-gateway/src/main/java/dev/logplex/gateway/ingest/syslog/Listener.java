package dev.logplex.gateway.ingest.syslog;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** Opens ports, and sets up the connections that come in. */
final class Listener {

  private static final int BACKLOG = 1000;

  /** Also the most that a connection brings after it was decided to read no more. */
  private static final int READ_OCTETS = 16 << 10;

  /** Dead peers are noticed after 60 s and four probes 15 s apart. */
  private static final int KEEPALIVE_IDLE_SECONDS = 60;

  private static final int KEEPALIVE_PROBES = 4;
  private static final int KEEPALIVE_PROBE_SECONDS = 15;

  private final EventLoopGroup loops;
  private final Map<EventLoop, Lanes> lanes;
  private final Connections connections;
  private final SyslogSettings settings;
  private final SyslogMetrics metrics;

  Listener(
      EventLoopGroup loops,
      Map<EventLoop, Lanes> lanes,
      Connections connections,
      SyslogSettings settings,
      SyslogMetrics metrics) {
    this.loops = loops;
    this.lanes = lanes;
    this.connections = connections;
    this.settings = settings;
    this.metrics = metrics;
  }

  /**
   * Listens on one more port.
   *
   * @param identity null to take plain TCP
   * @throws UncheckedIOException if that is not possible
   */
  Channel bind(String host, int port, TlsIdentity identity) {
    ChannelFuture bound = bootstrap(identity).bind(host, port).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String message = "cannot listen for syslog on " + host + " port " + port;
      throw new UncheckedIOException(
          new IOException(message + ": " + bound.cause().getMessage(), bound.cause()));
    }
    return bound.channel();
  }

  private ServerBootstrap bootstrap(TlsIdentity identity) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(keepalive(ExtendedSocketOptions.TCP_KEEPIDLE), KEEPALIVE_IDLE_SECONDS)
        .childOption(keepalive(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEPALIVE_PROBE_SECONDS)
        .childOption(keepalive(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEPALIVE_PROBES)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(512, 2048, READ_OCTETS))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel connection) {
                accept(connection, identity);
              }
            });
  }

  private void accept(Channel connection, TlsIdentity identity) {
    if (!connections.admit(connection)) {
      return;
    }
    if (identity != null) {
      connection
          .pipeline()
          .addLast(identity.handler(connection.alloc(), settings.handshakeTimeout()));
    }
    Duration idleTimeout = settings.idleTimeout();
    if (idleTimeout != null) {
      connection
          .pipeline()
          .addLast(new IdleStateHandler(idleTimeout.toMillis(), 0, 0, TimeUnit.MILLISECONDS));
    }
    connection
        .pipeline()
        .addLast(new SyslogConnection(lanes.get(connection.eventLoop()), connections, metrics));
  }

  private static ChannelOption<Integer> keepalive(java.net.SocketOption<Integer> option) {
    return NioChannelOption.of(option);
  }
}
