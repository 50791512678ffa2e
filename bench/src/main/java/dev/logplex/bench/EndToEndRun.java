package dev.logplex.bench;

import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.EventLoops;
import dev.logplex.testkit.Load;
import dev.logplex.testkit.LogSource;
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
  private final List<Stream> streams = new ArrayList<>();

  /** One channel with its source and its drains' receivers. */
  private record Stream(String token, List<DrainReceiver> receivers, List<LogSource> source) {

    long acknowledged() {
      return source.get(0).acknowledgedLines();
    }
  }

  EndToEndRun(EndToEnd options, SystemUnderTest.Running system, Conditions conditions)
      throws IOException, InterruptedException {
    this.options = options;
    this.system = system;
    this.conditions = conditions;
    ApiClient api = system.api();
    for (int i = 0; i < options.channels; i++) {
      String channel = "bench-" + ProcessHandle.current().pid() + "-" + i;
      Stream stream = new Stream(api.channel(channel, "app"), new ArrayList<>(), new ArrayList<>());
      for (int d = 0; d < options.drains; d++) {
        DrainReceiver receiver = DrainReceiver.start(sinkLoops);
        api.drain(channel, receiver.url());
        stream.receivers.add(receiver);
      }
      streams.add(stream);
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
        Balance.of(
            streams.stream()
                .flatMap(s -> s.receivers.stream().map(r -> new Balance.Pair(r, s.source.get(0))))
                .toList()),
        streams.stream().flatMap(s -> s.source.get(0).troubles().stream()).limit(10).toList());
  }

  private void startSources() {
    int perChannel = Math.max(1, options.connections / options.channels);
    Load load =
        Load.of(perChannel)
            .linesPerPost(options.linesPerPost)
            .lineOctets(options.lineOctets)
            .linesPerSecond(options.rate / options.channels);
    int timeline = 0;
    for (Stream stream : streams) {
      stream.source.add(
          LogSource.start(system.endpoints().ingest(), stream.token, timeline, load, sourceLoops));
      timeline += perChannel;
    }
  }

  private void stopSources() throws Exception {
    for (Stream stream : streams) {
      stream.source.get(0).stop(Duration.ofSeconds(20));
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
    return streams.stream().mapToLong(Stream::acknowledged).sum();
  }

  private long delivered() {
    return streams.stream()
        .flatMap(s -> s.receivers.stream())
        .mapToLong(r -> r.ledger().lines())
        .sum();
  }

  /** Of POSTs, and from a line's time to its arrival, since the last call. */
  private Histogram[] takeLatencies() {
    Histogram posts = new Histogram(3);
    Histogram lines = new Histogram(3);
    for (Stream stream : streams) {
      posts.add(stream.source.get(0).takePostLatency());
      stream.receivers.forEach(r -> lines.add(r.ledger().takeLatency()));
    }
    return new Histogram[] {posts, lines};
  }

  @Override
  public void close() {
    streams.forEach(s -> s.source.forEach(LogSource::close));
    streams.forEach(s -> s.receivers.forEach(DrainReceiver::close));
    sourceLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    sinkLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
