package dev.logplex.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** What was seen in one kind of phase, over all rounds. */
final class IsolationPhase {

  static final String HEAD =
      "| phase | drains | lines/s | p50 ms | p99 ms | p99 of each round | max ms | p99 against all"
          + " healthy | checkpoints | failed | task stood still at a checkpoint, p50 / max ms |\n"
          + "|---|---|---:|---:|---:|---|---:|---:|---:|---:|---:|";

  private final String name;
  private final List<List<Histogram>> rounds = new ArrayList<>();
  private final List<Long> stalls = new ArrayList<>();
  private double seconds;
  private long completed;
  private long failed;

  IsolationPhase(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /**
   * @param latencies of each drain
   * @param stood how long the tasks stood still at each checkpoint, milliseconds
   */
  void add(
      double length,
      List<Histogram> latencies,
      long completedNow,
      long failedNow,
      List<Long> stood) {
    seconds += length;
    rounds.add(latencies);
    completed += completedNow;
    failed += failedNow;
    stalls.addAll(stood);
  }

  /**
   * @param healthy the phase to compare with, by the same drains; null for none
   */
  String row(String group, IntPredicate members, IsolationPhase healthy) {
    Histogram all = new Histogram(3);
    rounds.forEach(round -> all.add(sum(round, members)));
    Latencies latency = Latencies.of(all);
    return String.format(
        "| %s | %s | %,.0f | %.1f | %.1f | %s | %.1f | %s | %d | %d | %s |%n",
        name,
        group,
        latency.count() / seconds,
        latency.p50(),
        latency.p99(),
        rounds.stream()
            .map(round -> String.format("%.1f", Latencies.of(sum(round, members)).p99()))
            .collect(Collectors.joining(", ")),
        latency.max(),
        healthy == null ? "" : change(latency.p99(), healthy.p99(members)),
        completed,
        failed,
        stalls());
  }

  private double p99(IntPredicate members) {
    Histogram all = new Histogram(3);
    rounds.forEach(round -> all.add(sum(round, members)));
    return Latencies.of(all).p99();
  }

  private static String change(double now, double then) {
    return String.format("%+.0f %%", 100 * (now / then - 1));
  }

  private String stalls() {
    if (stalls.isEmpty()) {
      return "";
    }
    List<Long> sorted = stalls.stream().sorted().toList();
    return sorted.get(sorted.size() / 2) + " / " + sorted.get(sorted.size() - 1);
  }

  private static Histogram sum(List<Histogram> latencies, IntPredicate members) {
    Histogram sum = new Histogram(3);
    IntStream.range(0, latencies.size()).filter(members).forEach(i -> sum.add(latencies.get(i)));
    return sum;
  }
}
