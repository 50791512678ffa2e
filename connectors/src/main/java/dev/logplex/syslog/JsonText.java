package dev.logplex.syslog;

import dev.logplex.frame.OctetBuffer;
import java.nio.charset.StandardCharsets;

/** Octets, UTF-8 or not, as the inside of a JSON string (RFC 8259 §7). */
public final class JsonText {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

  private JsonText() {}

  /** Copies runs of octets that need no change at once. */
  public static void append(byte[] octets, int from, int to, OctetBuffer out) {
    int run = from;
    int i = plainEnd(octets, from, to);
    while (i < to) {
      byte octet = octets[i];
      int valid = octet < 0 ? sequenceLength(octets, i, to) : 0;
      if (valid > 0) {
        i = plainEnd(octets, i + valid, to);
        continue;
      }
      out.append(octets, run, i);
      if (octet < 0) {
        out.append(REPLACEMENT);
        run = i - valid;
      } else {
        escape(octet, out);
        run = i + 1;
      }
      i = plainEnd(octets, run, to);
    }
    out.append(octets, run, to);
  }

  /** The offset of the first octet that is not ASCII or needs an escape, or {@code to}. */
  private static int plainEnd(byte[] octets, int from, int to) {
    int i = from;
    for (; i <= to - Words.OCTETS; i += Words.OCTETS) {
      long word = Words.get(octets, i);
      long found =
          Words.below(word, ' ')
              | Words.equal(word, '"')
              | Words.equal(word, '\\')
              | Words.negative(word);
      if (found != 0) {
        return i + Words.first(found);
      }
    }
    while (i < to && octets[i] >= ' ' && octets[i] != '"' && octets[i] != '\\') {
      i++;
    }
    return i;
  }

  private static void escape(byte octet, OctetBuffer out) {
    out.append((byte) '\\');
    switch (octet) {
      case '"', '\\' -> out.append(octet);
      case '\n' -> out.append((byte) 'n');
      case '\r' -> out.append((byte) 'r');
      case '\t' -> out.append((byte) 't');
      default -> {
        out.append((byte) 'u');
        out.append((byte) '0');
        out.append((byte) '0');
        out.append(HEX[octet >> 4]);
        out.append(HEX[octet & 0xf]);
      }
    }
  }

  /**
   * The length of the multi-octet sequence at an offset or, where there is none, minus the number
   * of octets that one replacement character stands for (the longest beginning of a sequence, at
   * least 1: Unicode §3.9, "maximal subpart").
   */
  private static int sequenceLength(byte[] octets, int at, int to) {
    int first = octets[at] & 0xff;
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) {
      return -1;
    }
    for (int i = 1; i < length; i++) {
      if (at + i >= to || !continues(first, i, octets[at + i] & 0xff)) {
        return -i;
      }
    }
    return length;
  }

  /** The second octet has narrower bounds after some first octets (RFC 3629 §4). */
  private static boolean continues(int first, int index, int octet) {
    int low = 0x80;
    int high = 0xbf;
    if (index == 1) {
      switch (first) {
        case 0xe0 -> low = 0xa0;
        case 0xed -> high = 0x9f;
        case 0xf0 -> low = 0x90;
        case 0xf4 -> high = 0x8f;
        default -> {}
      }
    }
    return octet >= low && octet <= high;
  }
}
