package dev.logplex.gateway.ingest;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a whole gzip body (RFC 1952), one or more members, checking everything the format lets
 * us check: {@link java.util.zip.GZIPInputStream} silently ends at a damaged second member. Never
 * makes more octets than allowed.
 */
final class Gunzip {

  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final byte[] in;
  private final int end;
  private final int limit;
  private int position;
  private byte[] out;
  private int size;

  private Gunzip(byte[] in, int end, int limit) {
    this.in = in;
    this.end = end;
    this.limit = limit;
    this.out = new byte[Math.min(limit, Math.max(1024, 4 * end))];
  }

  /**
   * @param limit most octets to make
   * @throws DataFormatException if the octets are no gzip, are damaged or end too early
   * @throws TooLarge if there would be more than {@code limit}
   */
  static Inflated inflate(byte[] octets, int length, int limit)
      throws DataFormatException, TooLarge {
    Gunzip gunzip = new Gunzip(octets, length, limit);
    Inflater inflater = new Inflater(true);
    try {
      do {
        gunzip.header();
        inflater.reset();
        gunzip.member(inflater);
      } while (gunzip.position < length);
    } finally {
      inflater.end();
    }
    return new Inflated(gunzip.out, gunzip.size);
  }

  private void member(Inflater inflater) throws DataFormatException, TooLarge {
    int start = size;
    inflater.setInput(in, position, end - position);
    while (!inflater.finished()) {
      if (size == out.length) {
        grow(inflater);
      }
      int made = inflater.inflate(out, size, out.length - size);
      size += made;
      if (made == 0 && !inflater.finished() && size < out.length) {
        throw new DataFormatException("the data end too early, or need a dictionary");
      }
    }
    position = end - inflater.getRemaining();
    CRC32 crc = new CRC32();
    crc.update(out, start, size - start);
    if (littleEndian(4) != crc.getValue() || littleEndian(4) != (size - start & 0xffffffffL)) {
      throw new DataFormatException("checksum or size do not match");
    }
  }

  private void grow(Inflater inflater) throws DataFormatException, TooLarge {
    if (size < limit) {
      out = Arrays.copyOf(out, (int) Math.min(limit, 2L * out.length));
      return;
    }
    if (inflater.inflate(new byte[1]) > 0) {
      throw new TooLarge();
    }
    if (!inflater.finished()) {
      throw new DataFormatException("the data end too early");
    }
  }

  private void header() throws DataFormatException {
    if (octet() != 0x1f || octet() != 0x8b || octet() != 8) {
      throw new DataFormatException("not gzip");
    }
    int flags = octet();
    if ((flags & RESERVED) != 0) {
      throw new DataFormatException("unknown flags");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip((int) littleEndian(2));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
  }

  private void skipText() throws DataFormatException {
    while (octet() != 0) {
      continue;
    }
  }

  private void skip(int count) throws DataFormatException {
    if (count > end - position) {
      throw new DataFormatException("the header ends too early");
    }
    position += count;
  }

  private long littleEndian(int octets) throws DataFormatException {
    long value = 0;
    for (int i = 0; i < octets; i++) {
      value |= (long) octet() << 8 * i;
    }
    return value;
  }

  private int octet() throws DataFormatException {
    if (position == end) {
      throw new DataFormatException("the header or trailer ends too early");
    }
    return in[position++] & 0xff;
  }

  /** The first {@code length} octets of an array. */
  record Inflated(byte[] octets, int length) {}

  /** More octets than allowed. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("inflated body too large", null, false, false);
    }
  }
}
