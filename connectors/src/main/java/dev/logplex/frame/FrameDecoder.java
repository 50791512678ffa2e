package dev.logplex.frame;

/**
 * The incremental form of {@link FrameScanner}, for one connection: takes octets in any split and
 * finds the same frames. Keeps at most one partial message; text that is no frame is skipped up to
 * its LF without being kept. Not safe for use by several threads.
 */
public final class FrameDecoder {

  private enum State {
    LENGTH,
    MESSAGE,
    SKIPPED_LINE
  }

  private final int maxLength;
  private final OctetBuffer partial = new OctetBuffer(256);
  private State state = State.LENGTH;
  private int length;
  private FrameError error;
  private long frames;
  private long malformed;
  private long skippedOctets;

  public FrameDecoder() {
    this(FrameScanner.DEFAULT_MAX_LENGTH);
  }

  /**
   * @param maxLength largest length of a message in octets, at least 1
   */
  public FrameDecoder(int maxLength) {
    this.maxLength = FrameScanner.checkedMaxLength(maxLength);
  }

  /**
   * Takes the octets between {@code from} and {@code to} and hands what they complete to the sink.
   * After an exception of the sink the decoder is of no more use.
   */
  public void feed(byte[] octets, int from, int to, FrameSink sink) {
    int position = from;
    while (position < to) {
      position =
          switch (state) {
            case LENGTH -> length(octets, position, to);
            case MESSAGE -> message(octets, position, to, sink);
            case SKIPPED_LINE -> skippedLine(octets, position, to, sink);
          };
    }
  }

  private int length(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      int digit = octets[i] - '0';
      if (digit >= 0 && digit <= 9 && (digit > 0 || length > 0)) {
        if (length * 10 + digit > maxLength) {
          return skip(FrameError.TOO_LONG, i);
        }
        length = length * 10 + digit;
      } else if (octets[i] == ' ' && length > 0) {
        state = State.MESSAGE;
        return i + 1;
      } else {
        return skip(FrameError.NO_LENGTH, i);
      }
    }
    return to;
  }

  private int skip(FrameError reason, int position) {
    skippedOctets += length == 0 ? 0 : OctetBuffer.decimalLength(length);
    length = 0;
    error = reason;
    state = State.SKIPPED_LINE;
    return position;
  }

  private int message(byte[] octets, int from, int to, FrameSink sink) {
    int missing = length - partial.size();
    if (missing > to - from) {
      partial.append(octets, from, to);
      return to;
    }
    int end = from + missing;
    frames++;
    if (partial.isEmpty()) {
      sink.frame(octets, from, end);
    } else {
      partial.append(octets, from, end);
      sink.frame(partial.array(), 0, length);
      partial.clear();
    }
    length = 0;
    state = State.LENGTH;
    return end;
  }

  private int skippedLine(byte[] octets, int from, int to, FrameSink sink) {
    int lf = FrameScanner.indexOfLf(octets, from, to);
    if (lf == to) {
      skippedOctets += to - from;
      return to;
    }
    skippedOctets += lf + 1 - from;
    malformed++;
    state = State.LENGTH;
    sink.malformed(octets, from, FrameScanner.lineEnd(octets, from, lf), error);
    return lf + 1;
  }

  /** Whether the input so far ends where a frame or a malformed line ends. */
  public boolean atBoundary() {
    return state == State.LENGTH && length == 0;
  }

  /** Messages handed over. */
  public long frames() {
    return frames;
  }

  /** Malformed lines skipped, a line that is not yet at its end left out. */
  public long malformed() {
    return malformed;
  }

  /** Octets that belong to no frame, line ends included. */
  public long skippedOctets() {
    return skippedOctets;
  }
}
