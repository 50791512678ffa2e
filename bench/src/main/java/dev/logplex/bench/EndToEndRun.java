package dev.logplex.bench;

import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.EventLoops;
import dev.logplex.testkit.Load;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One end-to-end measurement. */
final class EndToEndRun implements AutoCloseable {

  private static final Duration QUIET = Duration.ofSeconds(10);

  private final EndToEnd options;
  private final SystemUnderTest.Running system;
  private final Conditions conditions;
  private final EventLoopGroup sourceLoops = EventLoops.start("bench-source", 1);
  private final EventLoopGroup sinkLoops = EventLoops.start("bench-sink", 1);
  private final List<BenchChannel> channels = new ArrayList<>();

  EndToEndRun(EndToEnd options, SystemUnderTest.Running system, Conditions conditions)
      throws IOException, InterruptedException {
    this.options = options;
    this.system = system;
    this.conditions = conditions;
    ApiClient api = system.api();
    for (int i = 0; i < options.channels; i++) {
      String id = "bench-" + ProcessHandle.current().pid() + "-" + i;
      channels.add(new BenchChannel(api, id, options.drains, sinkLoops));
    }
  }

  EndToEndReport measure() throws Exception {
    startSources();
    watch("warm-up", options.warmUp);
    takeLatencies();
    ProcessSample serverBefore = ProcessSample.of(system.pid());
    ProcessSample harnessBefore = ProcessSample.of(ProcessHandle.current().pid());
    long acknowledgedBefore = acknowledged();
    long deliveredBefore = delivered();
    long start = System.nanoTime();

    watch("measured", options.duration);
    double seconds = (System.nanoTime() - start) / 1e9;
    long acknowledged = acknowledged() - acknowledgedBefore;
    long delivered = delivered() - deliveredBefore;
    ProcessSample serverAfter = ProcessSample.of(system.pid());
    ProcessSample harnessAfter = ProcessSample.of(ProcessHandle.current().pid());
    Histogram[] latencies = takeLatencies();

    stopSources();
    awaitQuiet();
    return new EndToEndReport(
        conditions,
        options,
        seconds,
        acknowledged,
        delivered,
        Latencies.of(latencies[0]),
        Latencies.of(latencies[1]),
        new CpuTable("server", serverBefore, serverAfter, acknowledged, seconds),
        new CpuTable("harness", harnessBefore, harnessAfter, acknowledged, seconds),
        Balance.of(channels),
        channels.stream().flatMap(c -> c.source().troubles().stream()).limit(10).toList());
  }

  private void startSources() {
    int perChannel = Math.max(1, options.connections / options.channels);
    Load load =
        Load.of(perChannel)
            .linesPerPost(options.linesPerPost)
            .lineOctets(options.lineOctets)
            .linesPerSecond(options.rate / options.channels);
    int timeline = 0;
    for (BenchChannel channel : channels) {
      channel.start(system.endpoints().ingest(), timeline, load, sourceLoops);
      timeline += perChannel;
    }
  }

  private void stopSources() throws Exception {
    for (BenchChannel channel : channels) {
      channel.source().stop(Duration.ofSeconds(20));
    }
  }

  /** Prints a line every second while the time passes. */
  private void watch(String phase, int seconds) throws InterruptedException {
    long acknowledged = acknowledged();
    for (int second = 1; second <= seconds; second++) {
      TimeUnit.SECONDS.sleep(1);
      long now = acknowledged();
      System.err.printf(
          "%s %d/%d s: %,d lines/s acknowledged, %,d to be delivered%n",
          phase, second, seconds, now - acknowledged, now * options.drains - delivered());
      acknowledged = now;
    }
  }

  /** Until all acknowledged lines have arrived, or nothing has arrived for a while. */
  private void awaitQuiet() throws InterruptedException {
    long delivered = delivered();
    long since = System.nanoTime();
    while (delivered < acknowledged() * options.drains
        && System.nanoTime() - since < QUIET.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(50);
      long now = delivered();
      if (now > delivered) {
        delivered = now;
        since = System.nanoTime();
      }
    }
  }

  private long acknowledged() {
    return channels.stream().mapToLong(c -> c.source().acknowledgedLines()).sum();
  }

  private long delivered() {
    return channels.stream().mapToLong(BenchChannel::delivered).sum();
  }

  /** Of POSTs, and from a line's time to its arrival, since the last call. */
  private Histogram[] takeLatencies() {
    Histogram posts = new Histogram(3);
    Histogram lines = new Histogram(3);
    for (BenchChannel channel : channels) {
      posts.add(channel.source().takePostLatency());
      channel.receivers().forEach(r -> lines.add(r.ledger().takeLatency()));
    }
    return new Histogram[] {posts, lines};
  }

  @Override
  public void close() {
    channels.forEach(BenchChannel::close);
    sourceLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    sinkLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
