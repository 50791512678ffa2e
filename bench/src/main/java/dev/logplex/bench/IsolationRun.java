package dev.logplex.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.Behaviour;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.EventLoops;
import dev.logplex.testkit.Load;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/** One isolation measurement. */
final class IsolationRun implements AutoCloseable {

  private static final Duration SLOW = Duration.ofSeconds(2);
  private static final Duration RECOVERY = Duration.ofSeconds(90);
  private static final Behaviour[] BAD = {
    Behaviour.HANG, Behaviour.answer(500), Behaviour.RESET, Behaviour.slow(SLOW), Behaviour.REFUSE
  };

  private final Isolation options;
  private final ApiClient api;
  private final SystemUnderTest.Running system;
  private final EventLoopGroup sourceLoops = EventLoops.start("bench-source", 1);
  private final EventLoopGroup sinkLoops = EventLoops.start("bench-sink", 1);
  private final List<BenchChannel> channels = new ArrayList<>();
  private final List<DrainReceiver> receivers;
  private final CheckpointStalls stalls;
  private final IsolationPhase healthy = new IsolationPhase("all healthy");
  private final IsolationPhase oneHanging = new IsolationPhase("one hanging");
  private final IsolationPhase halfBad = new IsolationPhase("half bad");
  private final StringBuilder table = new StringBuilder();

  IsolationRun(Isolation options, SystemUnderTest.Running system)
      throws IOException, InterruptedException {
    this.options = options;
    this.system = system;
    this.api = system.api();
    this.stalls = new CheckpointStalls(api);
    for (int left = options.drains; left > 0; left -= options.perChannel) {
      String id = "isolation-" + ProcessHandle.current().pid() + "-" + channels.size();
      channels.add(new BenchChannel(api, id, Math.min(left, options.perChannel), sinkLoops));
    }
    receivers = channels.stream().flatMap(c -> c.receivers().stream()).toList();
  }

  /** Prints the table; false if a line of a healthy drain is missing, or any is unexplained. */
  boolean measure(Conditions conditions) throws Exception {
    startSources();
    boolean recovered = warmUp();

    IntPredicate all = i -> true;
    IntPredicate notTheFirst = i -> i != 0;
    IntPredicate half = i -> i % 2 == 0;

    for (int round = 1; round <= options.rounds; round++) {
      System.err.println("round " + round);
      measure(healthy);
      receivers.get(0).behave(Behaviour.HANG);
      measure(oneHanging);
      recovered &= recover();

      measure(healthy);
      makeHalfBad();
      measure(halfBad);
      recovered &= recover();
    }
    table
        .append(healthy.row("all", all, null))
        .append(healthy.row("all but the one that hangs later", notTheFirst, null))
        .append(oneHanging.row("the same", notTheFirst, healthy))
        .append(healthy.row("those that are never bad", half, null))
        .append(halfBad.row("the same", half, healthy));
    for (BenchChannel channel : channels) {
      channel.source().stop(Duration.ofSeconds(20));
    }
    recovered &= recover();
    return report(conditions, recovered);
  }

  /** Trouble has code of its own, which is slow at first and would be taken for its effect. */
  private boolean warmUp() throws InterruptedException {
    System.err.println("warm-up");
    TimeUnit.SECONDS.sleep(options.warmUp);
    makeHalfBad();
    TimeUnit.SECONDS.sleep(options.warmUp);
    return recover();
  }

  private void makeHalfBad() {
    for (int i = 1; i < receivers.size(); i += 2) {
      receivers.get(i).behave(BAD[i / 2 % BAD.length]);
    }
  }

  private void startSources() {
    Load load =
        Load.of(1)
            .linesPerPost(options.linesPerPost)
            .linesPerSecond(Math.max(1, options.rate / channels.size()));
    for (int i = 0; i < channels.size(); i++) {
      channels.get(i).start(system.endpoints().ingest(), i, load, sourceLoops);
    }
  }

  private void measure(IsolationPhase phase) throws Exception {
    System.err.println(phase.name());
    receivers.forEach(r -> r.ledger().takeLatency());
    stalls.take();
    JsonNode before = api.checkpoints().get("counts");
    long since = System.nanoTime();
    TimeUnit.SECONDS.sleep(options.phase);
    JsonNode after = api.checkpoints().get("counts");
    phase.add(
        (System.nanoTime() - since) / 1e9,
        receivers.stream().map(r -> r.ledger().takeLatency()).toList(),
        after.get("completed").asLong() - before.get("completed").asLong(),
        after.get("failed").asLong() - before.get("failed").asLong(),
        stalls.take());
  }

  /** All drains accept again; true when none is missing anything but what it was told. */
  private boolean recover() throws InterruptedException {
    System.err.println("recovery");
    receivers.forEach(r -> r.behave(Behaviour.ACCEPT));
    long deadline = System.nanoTime() + RECOVERY.toNanos();
    while (System.nanoTime() < deadline) {
      TimeUnit.SECONDS.sleep(1);
      if (caughtUp()) {
        return true;
      }
    }
    return false;
  }

  /** Whether each drain has had, within a second of sending, all it was not told it lost. */
  private boolean caughtUp() {
    for (BenchChannel channel : channels) {
      for (DrainReceiver receiver : channel.receivers()) {
        long open =
            channel.source().acknowledgedLines()
                - receiver.ledger().unique()
                - receiver.ledger().toldLost();
        if (open > Math.max(options.linesPerPost, options.rate / channels.size())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean report(Conditions conditions, boolean recovered) throws InterruptedException {
    awaitAll();
    long healthyMissing = 0;
    long healthyTold = 0;
    long unexplained = 0;
    long told = 0;
    List<String> faults = new ArrayList<>();
    int index = 0;
    for (BenchChannel channel : channels) {
      for (DrainReceiver receiver : channel.receivers()) {
        var audit = receiver.ledger().audit(channel.source().sent());
        boolean alwaysHealthy = index != 0 && index % 2 == 0;
        if (alwaysHealthy) {
          healthyMissing += audit.missing();
          healthyTold += audit.toldLost();
        }
        unexplained += audit.unexplained();
        told += audit.toldLost();
        faults.addAll(receiver.ledger().faults());
        index++;
      }
    }
    System.out.printf("%n%s%n%n", conditions);
    System.out.printf(
        "%d drains, %d of each channel, %,d lines/s into %d channels, POSTs of %d lines;"
            + " %d rounds, phases of %d s, %d s of warm-up.%n%n",
        receivers.size(),
        options.perChannel,
        options.rate,
        channels.size(),
        options.linesPerPost,
        options.rounds,
        options.phase,
        options.warmUp);
    System.out.println(IsolationPhase.HEAD);
    System.out.print(table);
    System.out.printf(
        "%nAlways healthy drains: %,d lines missing, %,d told lost. All drains: %,d told lost by"
            + " L10, %,d unexplained. All caught up after each phase: %s. Faults: %s%n",
        healthyMissing, healthyTold, told, unexplained, recovered, faults);
    return healthyMissing == 0 && unexplained == 0 && faults.isEmpty() && recovered;
  }

  private void awaitAll() throws InterruptedException {
    long deadline = System.nanoTime() + RECOVERY.toNanos();
    while (System.nanoTime() < deadline && unaccounted() > 0) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private long unaccounted() {
    return channels.stream()
        .flatMap(
            c -> c.receivers().stream().map(r -> r.ledger().audit(c.source().sent()).unexplained()))
        .mapToLong(Long::longValue)
        .sum();
  }

  @Override
  public void close() {
    channels.forEach(BenchChannel::close);
    sourceLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    sinkLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
