package dev.logplex.drain.guard;

import java.net.InetAddress;
import java.util.List;

/**
 * Decides which addresses drains may dial: by default only those of the public internet. IPv6 forms
 * that carry an IPv4 address are judged by it as well. Immutable.
 */
public final class AddressGuard {

  /** IANA special-purpose registries (RFC 6890 and later), and where clouds keep their metadata. */
  private static final List<Cidr> SPECIAL =
      Cidr.list(
          "0.0.0.0/8", // this network
          "10.0.0.0/8",
          "100.64.0.0/10", // carrier-grade NAT, and metadata of one cloud
          "127.0.0.0/8",
          "169.254.0.0/16", // link-local, and metadata of most clouds
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24", // documentation
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24", // 6to4 relays
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4", // reserved, and broadcast
          "168.63.129.16/32"); // metadata of one cloud, though a public address

  /** The only block of IPv6 that is given out to the public internet. */
  private static final Cidr GLOBAL_V6 = Cidr.parse("2000::/3");

  private static final List<Cidr> SPECIAL_V6 =
      Cidr.list(
          "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4
          "2620:4f:8000::/48",
          "3fff::/20", // documentation
          "5f00::/16");

  private final boolean allowSpecial;
  private final List<Cidr> allow;
  private final List<Cidr> deny;

  /**
   * @param allowSpecial whether private and other special addresses may be dialled
   * @param allow blocks that may be dialled although special
   * @param deny blocks that may never be dialled; stronger than the others
   */
  public AddressGuard(boolean allowSpecial, List<Cidr> allow, List<Cidr> deny) {
    this.allowSpecial = allowSpecial;
    this.allow = List.copyOf(allow);
    this.deny = List.copyOf(deny);
  }

  /** Denies all special addresses, or none. */
  public static AddressGuard of(boolean allowSpecial) {
    return new AddressGuard(allowSpecial, List.of(), List.of());
  }

  /** Whether a drain may dial the address. */
  public boolean permits(InetAddress address) {
    byte[] octets = address.getAddress();
    byte[] embedded = EmbeddedV4.of(octets);
    if (isIn(deny, octets) || (embedded != null && isIn(deny, embedded))) {
      return false;
    }
    return allowSpecial || isIn(allow, octets) || !isSpecial(octets, embedded);
  }

  private static boolean isSpecial(byte[] octets, byte[] embedded) {
    if (octets.length == 4) {
      return isIn(SPECIAL, octets);
    }
    if (embedded != null && EmbeddedV4.isPlain(octets)) {
      return isIn(SPECIAL, embedded);
    }
    return embedded != null || !GLOBAL_V6.contains(octets) || isIn(SPECIAL_V6, octets);
  }

  private static boolean isIn(List<Cidr> blocks, byte[] octets) {
    for (Cidr block : blocks) {
      if (block.contains(octets)) {
        return true;
      }
    }
    return false;
  }
}
