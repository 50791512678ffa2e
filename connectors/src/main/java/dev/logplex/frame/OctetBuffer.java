package dev.logplex.frame;

import java.util.Arrays;

/**
 * A byte array that grows. Not safe for use by several threads, and quicker for it than {@link
 * java.io.ByteArrayOutputStream}, which takes a lock for each octet.
 */
public final class OctetBuffer {

  /** Largest array that every virtual machine can make. */
  private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

  private byte[] array;
  private int size;

  public OctetBuffer(int initialCapacity) {
    this.array = new byte[initialCapacity];
  }

  public void append(byte octet) {
    ensureRoom(1);
    array[size++] = octet;
  }

  public void append(byte[] octets) {
    append(octets, 0, octets.length);
  }

  /** Appends the octets from {@code from} up to, not including, {@code to}. */
  public void append(byte[] octets, int from, int to) {
    int length = to - from;
    ensureRoom(length);
    System.arraycopy(octets, from, array, size, length);
    size += length;
  }

  /**
   * Appends a number in decimal digits, without sign or leading zeros.
   *
   * @param number not negative
   */
  public void appendDecimal(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("a negative number: " + number);
    }
    int start = extend(decimalLength(number));
    putDecimal(number, array, start, size);
  }

  /**
   * Writes a number into an array in as many digits as {@link #decimalLength} says.
   *
   * @param number not negative
   */
  public static void putDecimal(int number, byte[] array, int from, int to) {
    int rest = number;
    for (int i = to - 1; i >= from; i--) {
      array[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** How many octets {@link #appendDecimal} writes for a number that is not negative. */
  public static int decimalLength(int number) {
    int digits = 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * The array in use, of which the first {@link #size} octets count. The next append may replace
   * it.
   */
  public byte[] array() {
    return array;
  }

  /** Forgets the octets and keeps the array. */
  public void clear() {
    size = 0;
  }

  /** A copy of the octets. */
  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  /**
   * Makes the buffer longer by octets of any value, to be written into {@link #array}.
   *
   * @return the offset of the first of them
   * @throws OutOfMemoryError if no array can hold them
   */
  public int extend(int count) {
    ensureRoom(count);
    int start = size;
    size += count;
    return start;
  }

  private void ensureRoom(int count) {
    if (count > array.length - size) {
      grow(count);
    }
  }

  private void grow(int count) {
    if (count > MAX_CAPACITY - size) {
      throw new OutOfMemoryError("a buffer of more than " + MAX_CAPACITY + " octets");
    }
    int doubled = (int) Math.min(2L * array.length, MAX_CAPACITY);
    array = Arrays.copyOf(array, Math.max(doubled, size + count));
  }
}
