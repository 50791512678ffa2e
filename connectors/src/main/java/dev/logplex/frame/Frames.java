package dev.logplex.frame;

/**
 * Walks canonical frames, the form in which lines live from the gateway to the last octet of a
 * drain:
 *
 * <pre>{@code <len> SP <PRI>1 TIME host SOURCE PS - CONTENT LF}</pre>
 *
 * where {@code len} counts the octets after its space, the final LF included. The input is trusted:
 * it was written by the gateway. Malformed octets raise {@link IllegalArgumentException} with the
 * offset, and never read outside the array.
 */
public final class Frames {

  private Frames() {}

  /**
   * The offset just behind the frame that starts at {@code start}.
   *
   * @throws IllegalArgumentException if no whole frame starts there
   */
  public static int end(byte[] frames, int start) {
    int length = 0;
    int i = start;
    for (; i < frames.length && frames[i] != ' '; i++) {
      int digit = frames[i] - '0';
      if (digit < 0 || digit > 9 || i - start > 8) {
        throw malformed(start);
      }
      length = length * 10 + digit;
    }
    if (i == start || length > frames.length - i - 1) {
      throw malformed(start);
    }
    return i + 1 + length;
  }

  /**
   * The offset of the message in the frame that starts at {@code start}: just behind {@code len
   * SP}.
   *
   * @throws IllegalArgumentException if no frame starts there
   */
  public static int message(byte[] frames, int start) {
    int i = start;
    while (i < frames.length && frames[i] != ' ') {
      i++;
    }
    if (i >= frames.length) {
      throw malformed(start);
    }
    return i + 1;
  }

  /** The offset behind {@code count} frames from {@code start}. */
  public static int skip(byte[] frames, int start, int count) {
    int position = start;
    for (int i = 0; i < count; i++) {
      position = end(frames, position);
    }
    return position;
  }

  /** How many frames lie in the whole array. */
  public static int count(byte[] frames) {
    int count = 0;
    for (int position = 0; position < frames.length; position = end(frames, position)) {
      count++;
    }
    return count;
  }

  private static IllegalArgumentException malformed(int offset) {
    return new IllegalArgumentException("no whole frame at offset " + offset);
  }
}
