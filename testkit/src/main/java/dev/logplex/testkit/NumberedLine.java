package dev.logplex.testkit;

import java.time.Instant;

/**
 * The content of a test line, which says who sent it, when, and as which number:
 *
 * <pre>{@code s=0001 n=000000000123 t=1764000000123456 padding}</pre>
 *
 * {@code s} is the timeline: one connection of a source, whose lines keep their order. {@code n}
 * counts from 0 within the timeline. {@code t} is microseconds since the epoch. All fields have a
 * fixed width, so that they can be overwritten in place.
 */
final class NumberedLine {

  static final int MAX_TIMELINES = 10_000;

  /** Octets from the content's start to the digits of each field. */
  static final int TIMELINE = 2;

  static final int NUMBER = 9;
  static final int TIME = 24;

  static final int TIMELINE_DIGITS = 4;
  static final int NUMBER_DIGITS = 12;
  static final int TIME_DIGITS = 16;

  /** Octets of the fields, with the space that ends them. */
  static final int LENGTH = TIME + TIME_DIGITS + 1;

  private NumberedLine() {}

  /** The fields, all zero but the timeline. */
  static String render(int timeline) {
    return String.format("s=%04d n=%012d t=%016d ", timeline, 0, 0);
  }

  /** Whether the content between the offsets is a test line. */
  static boolean matches(byte[] octets, int from, int to) {
    return to - from >= LENGTH
        && octets[from] == 's'
        && octets[from + 1] == '='
        && octets[from + NUMBER - 2] == 'n'
        && octets[from + NUMBER - 1] == '='
        && octets[from + TIME - 2] == 't'
        && octets[from + TIME - 1] == '=';
  }

  /**
   * Reads a number of fixed width.
   *
   * @return -1 if there is something else than digits
   */
  static long read(byte[] octets, int from, int digits) {
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = octets[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Writes a number with leading zeros. */
  static void write(byte[] octets, int from, int digits, long value) {
    for (int i = from + digits - 1; i >= from; i--) {
      octets[i] = (byte) ('0' + value % 10);
      value /= 10;
    }
  }

  /** Microseconds since the epoch, as lines carry them. */
  static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }
}
