package dev.logplex.testkit;

import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A source's books: what became of each line it sent. Thread-safe. */
public final class SentLines {

  private final Map<Integer, Outcomes> timelines = new ConcurrentHashMap<>();

  /**
   * What became of the numbers of one timeline.
   *
   * @param acknowledged the POST was answered with success
   * @param unknown the connection was lost before an answer
   * @param refused the POST was answered with an error
   */
  public record Outcomes(BitSet acknowledged, BitSet unknown, BitSet refused) {

    private Outcomes() {
      this(new BitSet(), new BitSet(), new BitSet());
    }
  }

  void acknowledged(int timeline, long first, int lines) {
    Outcomes outcomes = timelines.computeIfAbsent(timeline, t -> new Outcomes());
    synchronized (outcomes) {
      outcomes.acknowledged.set((int) first, (int) first + lines);
      outcomes.unknown.clear((int) first, (int) first + lines);
    }
  }

  void unknown(int timeline, long first, int lines) {
    Outcomes outcomes = timelines.computeIfAbsent(timeline, t -> new Outcomes());
    synchronized (outcomes) {
      outcomes.unknown.set((int) first, (int) first + lines);
    }
  }

  void refused(int timeline, long first, int lines) {
    Outcomes outcomes = timelines.computeIfAbsent(timeline, t -> new Outcomes());
    synchronized (outcomes) {
      outcomes.refused.set((int) first, (int) first + lines);
    }
  }

  /** Timelines that have sent something. */
  public Set<Integer> timelines() {
    return timelines.keySet();
  }

  /** A copy of what became of a timeline's numbers so far. */
  public Outcomes outcomes(int timeline) {
    Outcomes outcomes = timelines.getOrDefault(timeline, new Outcomes());
    synchronized (outcomes) {
      return new Outcomes(
          (BitSet) outcomes.acknowledged.clone(),
          (BitSet) outcomes.unknown.clone(),
          (BitSet) outcomes.refused.clone());
    }
  }

  /** Lines acknowledged so far. */
  public long acknowledged() {
    return timelines.keySet().stream()
        .mapToLong(t -> outcomes(t).acknowledged().cardinality())
        .sum();
  }

  /** Lines whose fate is unknown. */
  public long unknown() {
    return timelines.keySet().stream().mapToLong(t -> outcomes(t).unknown().cardinality()).sum();
  }

  /** Lines refused so far. */
  public long refused() {
    return timelines.keySet().stream().mapToLong(t -> outcomes(t).refused().cardinality()).sum();
  }
}
