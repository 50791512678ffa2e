package dev.logplex.syslog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight octets of an array at once. A search gives a mask in which the sign of each octet
 * found is set; above the first of them it may be set for others too, so that only {@link #first}
 * of a mask, or of several joined by OR, means something.
 */
final class Words {

  /** Octets in a word. */
  static final int OCTETS = Long.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long SIGNS = 0x80 * EACH;

  private Words() {}

  /** The word of the octets from an offset on, the first of them lowest. */
  static long get(byte[] octets, int offset) {
    return (long) WORD.get(octets, offset);
  }

  /**
   * Finds octets that are less than a bound and not negative: the subtraction gives them a sign. It
   * borrows from the octet above only where it does.
   *
   * @param bound 1 to 128
   */
  static long below(long word, int bound) {
    return word - bound * EACH & ~word & SIGNS;
  }

  /**
   * Finds octets that are one value.
   *
   * @param value 0 to 127
   */
  static long equal(long word, int value) {
    return below(word ^ value * EACH, 1);
  }

  /** Finds octets beyond ASCII. */
  static long negative(long word) {
    return word & SIGNS;
  }

  /** How many octets are before the first one found. */
  static int first(long found) {
    return Long.numberOfTrailingZeros(found) >> 3;
  }
}
