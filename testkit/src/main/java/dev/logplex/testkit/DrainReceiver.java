package dev.logplex.testkit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 server on loopback that one drain is pointed at. It keeps a {@link Ledger} of what it
 * accepted and can be told at any time to misbehave. Thread-safe.
 */
public final class DrainReceiver implements AutoCloseable {

  private static final int MAX_LINE = 8192;
  private static final int MAX_HEAD = 16_384;
  private static final int CHUNK = 1 << 16;

  private final EventLoopGroup group;
  private final boolean ownsGroup;
  private final Ledger ledger = new Ledger();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final int port;

  private volatile Behaviour behaviour = Behaviour.ACCEPT;
  private int mostConnections;
  private Channel listener;
  private HeldPort held;

  private DrainReceiver(EventLoopGroup group, boolean ownsGroup) {
    this.group = group;
    this.ownsGroup = ownsGroup;
    this.listener = listen(0);
    this.port = ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** A receiver with a network thread of its own. */
  public static DrainReceiver start() {
    return new DrainReceiver(EventLoops.start("receiver", 1), true);
  }

  /** A receiver that shares network threads with others; the caller closes the group. */
  public static DrainReceiver start(EventLoopGroup group) {
    return new DrainReceiver(group, false);
  }

  private Channel listen(int port) {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel connection) {
                opened(connection);
                connection
                    .pipeline()
                    .addLast(new HttpServerCodec(MAX_LINE, MAX_HEAD, CHUNK))
                    .addLast(new DrainConnection(DrainReceiver.this));
              }
            })
        .bind("127.0.0.1", port)
        .syncUninterruptibly()
        .channel();
  }

  private void opened(SocketChannel connection) {
    connections.add(connection);
    // Behind what the network has brought already: another one may just have been closed.
    connection.eventLoop().execute(this::countConnections);
  }

  private synchronized void countConnections() {
    mostConnections = Math.max(mostConnections, connections.size());
  }

  /** Where a drain sends to. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port + "/drain");
  }

  public int port() {
    return port;
  }

  public Ledger ledger() {
    return ledger;
  }

  /**
   * The largest number of connections that were open at the same time; exact if all are of one
   * network thread.
   */
  public synchronized int mostConnections() {
    return mostConnections;
  }

  Behaviour behaviour() {
    return behaviour;
  }

  /**
   * Changes how requests are treated from now on. Connections that wait for an answer which will
   * not come any more are closed, as if the receiver had been restarted.
   */
  public synchronized void behave(Behaviour next) {
    Behaviour before = behaviour;
    behaviour = next;
    if (next.kind() == Behaviour.Kind.REFUSE) {
      refuse();
    } else if (held != null) {
      held.close();
      held = null;
      listener = listen(port);
    }
    boolean leftHanging = before != next && !before.accepts();
    if (leftHanging || next.kind() == Behaviour.Kind.REFUSE) {
      connections.close().syncUninterruptibly();
    }
  }

  private void refuse() {
    if (held == null) {
      listener.close().syncUninterruptibly();
      held = HeldPort.hold(port);
    }
  }

  @Override
  public synchronized void close() {
    listener.close().syncUninterruptibly();
    if (held != null) {
      held.close();
    }
    connections.close().syncUninterruptibly();
    if (ownsGroup) {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
