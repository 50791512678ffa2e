package dev.logplex.drain;

import dev.logplex.frame.Frames;

/**
 * Some consecutive lines of a drain, still lying in the array they came in. Immutable; the array is
 * never written.
 *
 * @param firstSeq sequence of the first line
 * @param lines number of frames, consecutive in sequence
 * @param frames array that holds them among others
 * @param from offset of the first frame
 * @param to offset behind the last frame
 */
public record FrameSlice(long firstSeq, int lines, byte[] frames, int from, int to) {

  /** All of an array. */
  static FrameSlice of(long firstSeq, int lines, byte[] frames) {
    return new FrameSlice(firstSeq, lines, frames, 0, frames.length);
  }

  public int octets() {
    return to - from;
  }

  public long lastSeq() {
    return firstSeq + lines - 1;
  }

  /** How many leading frames fit into so many octets. */
  int fitting(long octets) {
    if (octets >= octets()) {
      return lines;
    }
    int count = 0;
    for (int end = Frames.end(frames, from); end - from <= octets; end = Frames.end(frames, end)) {
      count++;
    }
    return count;
  }

  /** The first lines; {@code count} is at least 1 and at most {@link #lines}. */
  FrameSlice head(int count) {
    return count == lines
        ? this
        : new FrameSlice(firstSeq, count, frames, from, Frames.skip(frames, from, count));
  }

  /** What follows a {@link #head}, or null if nothing does. */
  FrameSlice behind(FrameSlice head) {
    return head.lines == lines
        ? null
        : new FrameSlice(firstSeq + head.lines, lines - head.lines, frames, head.to, to);
  }

  @Override
  public String toString() {
    return "FrameSlice[" + firstSeq + "-" + lastSeq() + ", octets=" + octets() + "]";
  }
}
