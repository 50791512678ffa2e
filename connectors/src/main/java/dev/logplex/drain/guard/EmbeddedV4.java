package dev.logplex.drain.guard;

import java.util.Arrays;
import java.util.List;

/** IPv4 addresses that travel inside IPv6 addresses. */
final class EmbeddedV4 {

  private static final Cidr MAPPED = Cidr.parse("::ffff:0:0/96");
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

  /** Compatible (deprecated), translated (RFC 2765), mapped and NAT64: the last four octets. */
  private static final List<Cidr> AT_END =
      List.of(Cidr.parse("::/96"), Cidr.parse("::ffff:0:0:0/96"), MAPPED, NAT64);

  private EmbeddedV4() {}

  /** The IPv4 address inside, or null. */
  static byte[] of(byte[] octets) {
    if (octets.length != 16) {
      return null;
    }
    if (SIX_TO_FOUR.contains(octets)) {
      return Arrays.copyOfRange(octets, 2, 6);
    }
    return AT_END.stream().anyMatch(block -> block.contains(octets))
        ? Arrays.copyOfRange(octets, 12, 16)
        : null;
  }

  /** Whether the form is one that names an IPv4 host and nothing else, as resolvers make them. */
  static boolean isPlain(byte[] octets) {
    return MAPPED.contains(octets) || NAT64.contains(octets);
  }
}
