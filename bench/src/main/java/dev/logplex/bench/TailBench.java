package dev.logplex.bench;

import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.EventLoops;
import dev.logplex.testkit.Load;
import dev.logplex.testkit.LogSource;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how many live lines per second reach many open tails. */
@Command(
    name = "tails",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Opens event-stream tails, spread evenly over channels, sends lines to these channels, and"
            + " counts what arrives at the tails.")
public final class TailBench implements Callable<Integer> {

  private static final Duration OPENING = Duration.ofSeconds(120);
  private static final int MAKERS = 16;

  @Mixin private SystemUnderTest system;

  @Option(names = "--tails", description = "(default: ${DEFAULT-VALUE})")
  int tails = 10_000;

  @Option(names = "--channels", description = "(default: ${DEFAULT-VALUE})")
  int channels = 100;

  @Option(
      names = "--sources",
      description =
          "how many of the channels get lines, each over a connection of its own"
              + " (default: ${DEFAULT-VALUE})")
  int sourceCount = 1_000;

  @Option(
      names = "--rate",
      description = "lines per second sent to each channel (default: ${DEFAULT-VALUE})")
  long rate = 10;

  @Option(names = "--lines-per-post", description = "(default: ${DEFAULT-VALUE})")
  int linesPerPost = 10;

  @Option(names = "--line-octets", description = "(default: ${DEFAULT-VALUE})")
  int lineOctets = 200;

  @Option(names = "--duration", description = "seconds measured (default: ${DEFAULT-VALUE})")
  int duration = 20;

  public static void main(String[] args) {
    System.exit(new CommandLine(new TailBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Conditions conditions = Conditions.now();
    EventLoopGroup loops = EventLoops.start("tail-bench-source", 1);
    List<LogSource> sources = new ArrayList<>();
    try (SystemUnderTest.Running running = system.start();
        TailReaders readers = new TailReaders()) {
      List<Followed> followed = makeChannels(running.api());
      long started = System.nanoTime();
      for (int i = 0; i < tails; i++) {
        readers.add(followed.get(i % channels).session());
      }
      readers.start();
      awaitAnswers(readers);
      double opening = seconds(started);
      Load load = new Load(1, linesPerPost, lineOctets, rate, 0, false);
      for (int i = 0; i < Math.min(channels, sourceCount); i++) {
        URI ingest = running.endpoints().ingest();
        sources.add(LogSource.start(ingest, followed.get(i).token(), i, load, loops));
      }
      pause(Duration.ofSeconds(5));
      report(running.pid(), readers, sources, conditions, opening);
      return readers.ended() == 0 ? 0 : 1;
    } finally {
      sources.forEach(LogSource::close);
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** New ones each time: a channel takes what a source has sent before for repeated. */
  private List<Followed> makeChannels(ApiClient api) throws Exception {
    String run = Long.toHexString(System.currentTimeMillis());
    ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
    try {
      List<Callable<Followed>> all = new ArrayList<>();
      for (int i = 0; i < channels; i++) {
        String channel = "tail-bench-" + run + "-" + i;
        all.add(() -> new Followed(api.channel(channel, "app"), api.tail(channel, 10)));
      }
      List<Followed> made = new ArrayList<>();
      for (Future<Followed> one : makers.invokeAll(all)) {
        made.add(one.get());
      }
      return made;
    } finally {
      makers.shutdown();
    }
  }

  /**
   * A channel with its token and a session that tails it; the session expires six minutes after it
   * was made.
   */
  private record Followed(String token, URI session) {}

  private void report(
      long pid, TailReaders readers, List<LogSource> sources, Conditions conditions, double opening)
      throws IOException {
    long events = readers.events();
    long octets = readers.octets();
    long accepted = sources.stream().mapToLong(LogSource::acknowledgedLines).sum();
    double cpu = ProcessSample.of(pid).cpuSeconds();
    long started = System.nanoTime();
    pause(Duration.ofSeconds(duration));
    double took = seconds(started);
    ProcessSample after = ProcessSample.of(pid);
    System.out.printf("%s%n", conditions);
    System.out.printf(
        "%d tails on %d channels, %d with lines, opened in %.1f s; %d ended, %d told of losses%n",
        readers.size(), channels, sources.size(), opening, readers.ended(), readers.losses());
    System.out.printf(
        "lines accepted per second: %.0f%n",
        (sources.stream().mapToLong(LogSource::acknowledgedLines).sum() - accepted) / took);
    System.out.printf(
        "live lines per second that reached tails: %.0f (%.1f MB/s)%n",
        (readers.events() - events) / took, (readers.octets() - octets) / took / 1e6);
    System.out.printf(
        "the system: %.2f cores, %d MB resident, %d threads%n",
        (after.cpuSeconds() - cpu) / took, after.rssBytes() >> 20, after.threads().size());
  }

  private void awaitAnswers(TailReaders readers) throws TimeoutException {
    long deadline = System.nanoTime() + OPENING.toNanos();
    while (readers.answered() < tails) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "only " + readers.answered() + " of " + tails + " tails were answered");
      }
      pause(Duration.ofMillis(20));
    }
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (end - System.nanoTime() > 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
