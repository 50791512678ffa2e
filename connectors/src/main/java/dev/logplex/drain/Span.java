package dev.logplex.drain;

/**
 * Lines that share a fate.
 *
 * @param lines how many
 * @param firstSeq sequence of the first
 * @param lastSeq sequence of the last; lines between them may be missing
 */
record Span(long lines, long firstSeq, long lastSeq) {

  static final Span NONE = new Span(0, Long.MAX_VALUE, Long.MIN_VALUE);

  static Span of(FrameSlice slice) {
    return new Span(slice.lines(), slice.firstSeq(), slice.lastSeq());
  }

  boolean isEmpty() {
    return lines == 0;
  }

  Span plus(Span other) {
    return new Span(
        lines + other.lines, Math.min(firstSeq, other.firstSeq), Math.max(lastSeq, other.lastSeq));
  }
}
