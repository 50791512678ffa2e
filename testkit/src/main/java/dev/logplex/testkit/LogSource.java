package dev.logplex.testkit;

import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Posts numbered lines to {@code /logs} in the name of one token, and keeps the books of what was
 * acknowledged. Each connection is a timeline of its own. Connections that are lost are opened
 * again. Thread-safe.
 */
public final class LogSource implements AutoCloseable {

  final Load load;
  final String token;
  final SentLines sent = new SentLines();
  final ConcurrentHistogram postLatency = new ConcurrentHistogram(3);
  final LongAdder acknowledgedLines = new LongAdder();

  private final List<SourceConnection> connections = new ArrayList<>();
  private volatile InetSocketAddress address;

  private LogSource(URI ingest, String token, Load load) {
    this.token = token;
    this.load = load;
    retarget(ingest);
  }

  /**
   * Starts sending at once.
   *
   * @param ingest base URL of the ingest port; {@code /logs} is added
   * @param token id of the token the lines are posted with
   * @param firstTimeline number of the first connection's timeline; no other source whose lines
   *     reach the same drain may use the numbers from there to {@code firstTimeline +
   *     load.connections() - 1}
   * @param group network threads, see {@link EventLoops}; the caller closes it
   */
  public static LogSource start(
      URI ingest, String token, int firstTimeline, Load load, EventLoopGroup group) {
    LogSource source = new LogSource(ingest, token, load);
    for (int i = 0; i < load.connections(); i++) {
      source.connections.add(new SourceConnection(source, group.next(), firstTimeline + i));
    }
    source.connections.forEach(SourceConnection::start);
    return source;
  }

  InetSocketAddress address() {
    return address;
  }

  /** Where connections opened from now on go: the server has come back somewhere else. */
  public void retarget(URI ingest) {
    address = new InetSocketAddress(ingest.getHost(), ingest.getPort());
  }

  /** The books. */
  public SentLines sent() {
    return sent;
  }

  /** Lines acknowledged so far, at no cost. */
  public long acknowledgedLines() {
    return acknowledgedLines.sum();
  }

  /** Microseconds from the first octet of a POST to its answer, since the last call. */
  public Histogram takePostLatency() {
    Histogram taken = postLatency.copy();
    postLatency.reset();
    return taken;
  }

  /** Statuses other than 204 and why connections were lost, the first 100 of each connection. */
  public List<String> troubles() {
    return connections.stream().flatMap(c -> c.troubles().stream()).toList();
  }

  /** Waits until all of {@link Load#totalLines} have been sent and answered or lost. */
  public void awaitDone(Duration patience) throws InterruptedException, TimeoutException {
    await(patience);
  }

  /** Sends nothing new, and waits for the answers that are still to come. */
  public void stop(Duration patience) throws InterruptedException, TimeoutException {
    connections.forEach(SourceConnection::stop);
    await(patience);
  }

  private void await(Duration patience) throws InterruptedException, TimeoutException {
    CompletableFuture<?>[] ends =
        connections.stream().map(SourceConnection::end).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the source failed", e.getCause());
    }
  }

  /** Gives up at once; POSTs without an answer count as unknown. */
  @Override
  public void close() {
    connections.forEach(SourceConnection::abandon);
    connections.forEach(c -> c.end().join());
  }
}
