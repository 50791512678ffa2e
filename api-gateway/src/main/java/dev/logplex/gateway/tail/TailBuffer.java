package dev.logplex.gateway.tail;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Lines that wait for one reader, oldest first. Not safe for use by several threads. */
final class TailBuffer {

  private final TailBudget budget;
  private final Deque<Segment> segments = new ArrayDeque<>(2);

  /** First line of the oldest segment that is still here. */
  private int head;

  private int lines;
  private long octets;

  TailBuffer(TailBudget budget) {
    this.budget = budget;
  }

  int lines() {
    return lines;
  }

  long octets() {
    return octets;
  }

  /** Takes a segment that has lines. */
  void add(Segment segment) {
    segment.held(budget);
    segments.addLast(segment);
    lines += segment.lines();
    octets += segment.octets().length;
  }

  /**
   * Drops the oldest lines until what is left keeps the bounds. A segment that has the buffer for
   * itself is left alone: it came at once, and its reader may be waiting for it.
   *
   * @return how many of the channel's lines are gone
   */
  long trim(int maxLines, long maxOctets) {
    long gone = 0;
    while (segments.size() > 1 && (lines > maxLines || octets > maxOctets)) {
      Segment oldest = segments.peekFirst();
      int end = head;
      int left = lines;
      long rest = octets;
      while (end < oldest.lines() && (left > maxLines || rest > maxOctets)) {
        rest -= oldest.end(end) - oldest.start(end);
        end++;
        left--;
      }
      gone += oldest.weight(end - head);
      forget(end);
    }
    return gone;
  }

  /** Drops lines with smaller numbers: the reader has them. */
  void skipBefore(long seq) {
    while (!segments.isEmpty() && segments.peekFirst().firstSeq() < seq) {
      Segment oldest = segments.peekFirst();
      int from = oldest.lineFrom(seq);
      if (from < oldest.lines()) {
        forget(Math.max(head, from));
        return;
      }
      forget(oldest.lines());
    }
  }

  /** The number of the oldest line here. There is one. */
  long firstSeq() {
    Segment oldest = segments.peekFirst();
    return head == 0 ? oldest.firstSeq() : oldest.seq(head);
  }

  /**
   * Whole lines, as many as fit into {@code maxOctets}, but at least one.
   *
   * @return null if there are none
   */
  ByteBuffer take(int maxOctets) {
    Segment oldest = segments.peekFirst();
    if (oldest == null) {
      return null;
    }
    int from = oldest.start(head);
    int end = endWithin(oldest, maxOctets);
    boolean more = end == oldest.lines() && segments.size() > 1;
    if (!more || oldest.end(end - 1) - from > maxOctets / 2) {
      ByteBuffer piece = ByteBuffer.wrap(oldest.octets(), from, oldest.end(end - 1) - from);
      forget(end);
      return piece;
    }
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(maxOctets, octets));
    while (oldest != null) {
      end = endWithin(oldest, piece.remaining());
      int start = oldest.start(head);
      if (oldest.end(end - 1) - start > piece.remaining()) {
        break;
      }
      piece.put(oldest.octets(), start, oldest.end(end - 1) - start);
      forget(end);
      oldest = segments.peekFirst();
    }
    return piece.flip();
  }

  void clear() {
    segments.forEach(segment -> segment.released(budget));
    segments.clear();
    head = 0;
    lines = 0;
    octets = 0;
  }

  /** Behind the last line that fits, at least one line further than the first. */
  private int endWithin(Segment segment, int maxOctets) {
    int from = segment.start(head);
    int end = head + 1;
    if (segment.end(segment.lines() - 1) - from <= maxOctets) {
      return segment.lines();
    }
    while (end < segment.lines() && segment.end(end) - from <= maxOctets) {
      end++;
    }
    return end;
  }

  /** Forgets the oldest segment's lines before {@code end}. */
  private void forget(int end) {
    Segment oldest = segments.peekFirst();
    lines -= end - head;
    if (end > head) {
      octets -= oldest.end(end - 1) - oldest.start(head);
    }
    head = end;
    if (end == oldest.lines()) {
      segments.pollFirst();
      oldest.released(budget);
      head = 0;
    }
  }
}
