package dev.logplex.gateway.tail;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stretch of a channel's lines, rendered for a view and shared by its readers. Covers the
 * sequence numbers from {@code firstSeq} to {@code lastSeq}, of which the view may show only some.
 * Immutable but for the count of buffers that hold it.
 */
final class Segment {

  private final long firstSeq;
  private final long lastSeq;
  private final byte[] octets;
  private final int[] ends;
  private final int[] offsets;
  private final long lost;
  private final AtomicInteger holders = new AtomicInteger();

  /**
   * @param ends for each line where it ends in {@code octets}
   * @param offsets for each line how far its number is from {@code firstSeq}
   */
  Segment(long firstSeq, long lastSeq, byte[] octets, int[] ends, int[] offsets) {
    this(firstSeq, lastSeq, octets, ends, offsets, 0);
  }

  private Segment(
      long firstSeq, long lastSeq, byte[] octets, int[] ends, int[] offsets, long lost) {
    this.firstSeq = firstSeq;
    this.lastSeq = lastSeq;
    this.octets = octets;
    this.ends = ends;
    this.offsets = offsets;
    this.lost = lost;
  }

  /** Stands for lines that nobody has any more, and tells the reader so. */
  static Segment notice(long firstSeq, long lost, byte[] octets) {
    long lastSeq = firstSeq + lost - 1;
    int[] end = {octets.length};
    int[] offset = {(int) Math.min(lost - 1, Integer.MAX_VALUE)};
    return new Segment(firstSeq, lastSeq, octets, end, offset, lost);
  }

  long firstSeq() {
    return firstSeq;
  }

  long lastSeq() {
    return lastSeq;
  }

  byte[] octets() {
    return octets;
  }

  /** Lines to be seen. */
  int lines() {
    return ends.length;
  }

  /** Where the line starts. */
  int start(int line) {
    return line == 0 ? 0 : ends[line - 1];
  }

  /** Where the line ends. */
  int end(int line) {
    return ends[line];
  }

  long seq(int line) {
    return firstSeq + offsets[line];
  }

  /** The first line whose number is at least {@code seq}; {@link #lines} if there is none. */
  int lineFrom(long seq) {
    if (seq <= firstSeq) {
      return 0;
    }
    if (seq > lastSeq) {
      return ends.length;
    }
    int found = Arrays.binarySearch(offsets, (int) Math.min(seq - firstSeq, Integer.MAX_VALUE));
    return found < 0 ? -found - 1 : found;
  }

  /** How many of the channel's lines are gone if {@code count} lines of this are dropped. */
  long weight(int count) {
    return lost > 0 ? lost : count;
  }

  void held(TailBudget budget) {
    if (holders.getAndIncrement() == 0) {
      budget.add(octets.length);
    }
  }

  void released(TailBudget budget) {
    if (holders.decrementAndGet() == 0) {
      budget.add(-octets.length);
    }
  }
}
