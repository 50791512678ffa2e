package dev.logplex.gateway.ingest.syslog;

import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.ingest.BatchPublisher;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Takes syslog in over TCP and TLS, by Logplex's rules: octet-counted frames, each of which names
 * its token; no answer, ever; text that is no frame is skipped up to its LF and counted, and the
 * connection stays open. When Kafka is slow or away, connections are not read from, so TCP makes
 * their sources wait.
 *
 * <p>A bundle whose first attempt Kafka did not acknowledge is sent again, and is then stored twice
 * if the first attempt was stored all the same.
 */
public final class SyslogServer implements AutoCloseable {

  private static final int MAX_LOOPS = 4;

  /** When stopping, what sources had sent by then is still read for so long. */
  private static final long LAST_READ_MILLIS = 100;

  private final SyslogSettings settings;
  private final Connections connections;
  private final MultiThreadIoEventLoopGroup loops;
  private final ScheduledExecutorService tlsWorker;
  private final Map<EventLoop, Lanes> lanes = new HashMap<>();
  private Channel tcp;
  private Channel tls;
  private boolean closed;

  private SyslogServer(
      SyslogSettings settings,
      ConfigStore config,
      BatchPublisher publisher,
      SyslogMetrics metrics) {
    this.settings = settings;
    this.connections = new Connections(settings.maxConnections(), metrics);
    int threads = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("gateway-syslog", true), NioIoHandler.newFactory());
    this.tlsWorker =
        new ScheduledThreadPoolExecutor(2, new DefaultThreadFactory("gateway-syslog-tls", true));
    loops.forEach(
        executor -> {
          EventLoop loop = (EventLoop) executor;
          long loopOctets = settings.totalOctets() / threads;
          lanes.put(loop, new Lanes(loop, settings, loopOctets, config, publisher, metrics));
        });
  }

  /**
   * Starts listening.
   *
   * @param host address to listen on
   * @throws UncheckedIOException if that is not possible on a port
   * @throws IllegalArgumentException if the files for TLS cannot be used
   */
  public static SyslogServer start(
      String host,
      SyslogSettings settings,
      ConfigStore config,
      BatchPublisher publisher,
      SyslogMetrics metrics) {
    SyslogServer server = new SyslogServer(settings, config, publisher, metrics);
    try {
      server.listen(host, metrics);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The TCP port; empty if there is none. */
  public OptionalInt port() {
    return portOf(tcp);
  }

  /** The TLS port; empty if there is none. */
  public OptionalInt tlsPort() {
    return portOf(tls);
  }

  /**
   * Stops listening, takes what has arrived, and waits up to the stop time for Kafka to acknowledge
   * it. What it does not acknowledge is counted as dropped.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    closeAll(Stream.of(tcp, tls).filter(Objects::nonNull).toList());
    List<Channel> open = connections.close();
    try {
      flush(open).get(settings.stopTime().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      giveUp();
    } catch (InterruptedException e) {
      giveUp();
      Thread.currentThread().interrupt();
    }
    closeAll(open);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    tlsWorker.shutdownNow();
  }

  private void listen(String host, SyslogMetrics metrics) {
    Listener listener = new Listener(loops, lanes, connections, settings, metrics);
    if (settings.port() != null) {
      tcp = listener.bind(host, settings.port(), null);
    }
    if (settings.tls() != null) {
      TlsFiles files = new TlsFiles(settings.tls().certificates(), settings.tls().key());
      tls = listener.bind(host, settings.tls().port(), TlsIdentity.watch(files, tlsWorker));
    }
  }

  /** Ends reading, soon, and sends on what was read. */
  private CompletableFuture<Void> flush(List<Channel> open) {
    long delay = open.isEmpty() ? 0 : LAST_READ_MILLIS;
    return CompletableFuture.allOf(
        lanes.values().stream()
            .map(
                loopLanes -> {
                  CompletableFuture<Void> done = new CompletableFuture<>();
                  loopLanes
                      .loop()
                      .schedule(() -> flush(open, loopLanes, done), delay, TimeUnit.MILLISECONDS);
                  return done;
                })
            .toArray(CompletableFuture[]::new));
  }

  /** Runs on the loop of these lanes. */
  private static void flush(List<Channel> open, Lanes lanes, CompletableFuture<Void> done) {
    for (Channel connection : open) {
      if (connection.eventLoop() == lanes.loop()) {
        connection.config().setAutoRead(false);
        connection.close();
      }
    }
    lanes.stop().thenRun(() -> done.complete(null));
  }

  private void giveUp() {
    lanes.values().forEach(l -> l.loop().execute(l::giveUp));
  }

  private static void closeAll(List<Channel> channels) {
    List<ChannelFuture> closing = channels.stream().map(Channel::close).toList();
    closing.forEach(ChannelFuture::awaitUninterruptibly);
  }

  private static OptionalInt portOf(Channel listener) {
    return listener == null
        ? OptionalInt.empty()
        : OptionalInt.of(((InetSocketAddress) listener.localAddress()).getPort());
  }
}
