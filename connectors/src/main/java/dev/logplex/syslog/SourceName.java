package dev.logplex.syslog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a token's name is on the wire. A token may have any name; a field of a frame may not: ASCII
 * white space and controls become {@code _}, names above {@value #MAX_OCTETS} octets are cut at a
 * character, and an empty name is {@code -}.
 */
public final class SourceName {

  /** Longest SOURCE in octets. */
  public static final int MAX_OCTETS = 255;

  private SourceName() {}

  /** The SOURCE field for a token of this name. */
  public static byte[] octets(String tokenName) {
    byte[] octets = tokenName.getBytes(StandardCharsets.UTF_8);
    if (octets.length > MAX_OCTETS) {
      octets = Arrays.copyOf(octets, characterStart(octets, 0, MAX_OCTETS));
    }
    for (int i = 0; i < octets.length; i++) {
      if (!Fields.allowed(octets[i])) {
        octets[i] = '_';
      }
    }
    return octets.length == 0 ? new byte[] {'-'} : octets;
  }

  /** The SOURCE field for a name that is a field already, but may be too long. */
  public static byte[] octets(byte[] octets, int from, int to) {
    int end = to - from > MAX_OCTETS ? characterStart(octets, from, from + MAX_OCTETS) : to;
    return end > from ? Arrays.copyOfRange(octets, from, end) : new byte[] {'-'};
  }

  private static int characterStart(byte[] utf8, int from, int offset) {
    int i = offset;
    while (i > from && (utf8[i] & 0xc0) == 0x80) {
      i--;
    }
    return i;
  }
}
