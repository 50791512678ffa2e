package dev.logplex.drain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * The lines of one drain that no request holds yet, oldest first. Lines stay in the arrays they
 * came in; an array is walked only where it is cut.
 */
final class DrainBuffer {

  private final Deque<FrameSlice> slices = new ArrayDeque<>();
  private int lines;
  private long octets;

  int lines() {
    return lines;
  }

  long octets() {
    return octets;
  }

  boolean isEmpty() {
    return lines == 0;
  }

  Collection<FrameSlice> slices() {
    return Collections.unmodifiableCollection(slices);
  }

  void add(FrameSlice slice) {
    slices.add(slice);
    lines += slice.lines();
    octets += slice.octets();
  }

  /**
   * Removes the oldest lines: as many as fit into so many octets, at most so many, at least one.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  List<FrameSlice> take(long room, int maxLines) {
    List<FrameSlice> taken = new ArrayList<>();
    long left = room;
    int linesLeft = Math.max(maxLines, 1);
    do {
      int fitting = Math.min(slices.getFirst().fitting(left), linesLeft);
      if (fitting == 0 && !taken.isEmpty()) {
        break;
      }
      FrameSlice head = removeHead(Math.max(fitting, 1));
      taken.add(head);
      left -= head.octets();
      linesLeft -= head.lines();
    } while (!slices.isEmpty() && left > 0 && linesLeft > 0);
    return taken;
  }

  /** Drops the oldest lines until at most so many lines and octets are left. */
  Span trim(int maxLines, long maxOctets) {
    Span dropped = Span.NONE;
    while (lines > maxLines || octets > maxOctets) {
      FrameSlice first = slices.getFirst();
      int excessLines = Math.max(lines - maxLines, 0);
      long excessOctets = Math.max(octets - maxOctets, 0);
      FrameSlice head =
          excessOctets >= first.octets() || excessLines >= first.lines()
              ? first
              : first.head(Math.max(excessLines, covering(first, excessOctets)));
      dropped = dropped.plus(Span.of(removeHead(head.lines())));
    }
    return dropped;
  }

  /** The least number of leading frames with at least so many octets. */
  private static int covering(FrameSlice slice, long octets) {
    return octets == 0 ? 0 : Math.min(slice.fitting(octets - 1) + 1, slice.lines());
  }

  private FrameSlice removeHead(int count) {
    FrameSlice first = slices.removeFirst();
    FrameSlice head = first.head(count);
    FrameSlice rest = first.behind(head);
    if (rest != null) {
      slices.addFirst(rest);
    }
    lines -= head.lines();
    octets -= head.octets();
    return head;
  }
}
