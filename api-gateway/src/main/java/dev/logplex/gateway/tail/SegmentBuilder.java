package dev.logplex.gateway.tail;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import dev.logplex.syslog.CanonicalLine;
import java.util.Arrays;

/** Renders numbered frames for a view. Not safe for use by several threads. */
final class SegmentBuilder {

  private final View view;
  private final int limit;
  private final long firstSeq;
  private final CanonicalLine line = new CanonicalLine();
  private final OctetBuffer out;
  private long next;
  private int[] ends = new int[16];
  private int[] offsets = new int[16];
  private int lines;

  /**
   * @param firstSeq from which number on lines are taken
   * @param limit about how many octets are rendered at most
   */
  SegmentBuilder(View view, long firstSeq, int limit) {
    this.view = view;
    this.firstSeq = firstSeq;
    this.next = firstSeq;
    this.limit = limit;
    this.out = new OctetBuffer(1024);
  }

  /** A part of a batch as one segment. */
  static Segment of(View view, long from, long batchFirstSeq, byte[] frames) {
    SegmentBuilder builder = new SegmentBuilder(view, from, Integer.MAX_VALUE);
    builder.append(batchFirstSeq, frames, Long.MAX_VALUE);
    return builder.build();
  }

  /**
   * Takes the history's lines before {@code until}, as far as the limit allows.
   *
   * @return the number behind the last line taken or passed over
   */
  long append(History history, long until) {
    for (HistoryChunk chunk : history.chunks()) {
      if (chunk.lastSeq() >= next) {
        append(chunk.firstSeq(), chunk.frames(), until);
      }
    }
    return next;
  }

  private void append(long chunkFirstSeq, byte[] frames, long until) {
    line.over(frames, 0, frames.length);
    for (long seq = chunkFirstSeq; seq < until && out.size() < limit && line.next(); seq++) {
      if (seq >= next) {
        next = seq + 1;
        if (view.filter().matches(line)) {
          view.format().append(seq, line, out);
          add((int) (seq - firstSeq));
        }
      }
    }
  }

  /** What was taken. */
  Segment build() {
    return new Segment(
        firstSeq,
        next - 1,
        out.toByteArray(),
        Arrays.copyOf(ends, lines),
        Arrays.copyOf(offsets, lines));
  }

  private void add(int offset) {
    if (lines == ends.length) {
      ends = Arrays.copyOf(ends, 2 * lines);
      offsets = Arrays.copyOf(offsets, 2 * lines);
    }
    ends[lines] = out.size();
    offsets[lines] = offset;
    lines++;
  }
}
