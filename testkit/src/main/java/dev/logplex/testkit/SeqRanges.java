package dev.logplex.testkit;

import java.util.Map;
import java.util.TreeMap;

/** A set of sequence numbers that come in long runs. Not thread-safe. */
final class SeqRanges {

  /** First of each run to its last; runs neither overlap nor touch. */
  private final TreeMap<Long, Long> runs = new TreeMap<>();

  private long size;

  /** Adds all numbers from first to last; does nothing if last is below first. */
  void add(long first, long last) {
    if (last < first) {
      return;
    }
    long from = first;
    long to = last;
    Map.Entry<Long, Long> run = runs.floorEntry(last + 1);
    while (run != null && run.getValue() >= from - 1) {
      from = Math.min(from, run.getKey());
      to = Math.max(to, run.getValue());
      size -= run.getValue() - run.getKey() + 1;
      runs.remove(run.getKey());
      run = runs.floorEntry(to + 1);
    }
    runs.put(from, to);
    size += to - from + 1;
  }

  boolean contains(long number) {
    Map.Entry<Long, Long> run = runs.floorEntry(number);
    return run != null && run.getValue() >= number;
  }

  /** How many numbers are in the set. */
  long size() {
    return size;
  }

  /** How many numbers are in both sets. */
  long common(SeqRanges other) {
    long common = 0;
    for (Map.Entry<Long, Long> run : runs.entrySet()) {
      Map.Entry<Long, Long> match = other.runs.floorEntry(run.getValue());
      while (match != null && match.getValue() >= run.getKey()) {
        common +=
            Math.min(match.getValue(), run.getValue()) - Math.max(match.getKey(), run.getKey()) + 1;
        match = other.runs.lowerEntry(match.getKey());
      }
    }
    return common;
  }

  /** How many numbers between the smallest and the largest are missing. */
  long holes() {
    return runs.isEmpty() ? 0 : runs.lastEntry().getValue() - runs.firstKey() + 1 - size;
  }

  /** Adds everything the other set holds. */
  void addAll(SeqRanges other) {
    other.runs.forEach(this::add);
  }

  @Override
  public String toString() {
    return runs.toString();
  }
}
