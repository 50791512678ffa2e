package dev.logplex.drain.guard;

import io.netty.util.NetUtil;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A block of addresses (RFC 4632, RFC 4291 §2.3).
 *
 * @param network 4 or 16 octets
 * @param prefix leading bits that count
 */
public record Cidr(byte[] network, int prefix) implements Serializable {

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
   *
   * @throws IllegalArgumentException if it is neither; the message quotes the text
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] network =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (network != null && text.indexOf('%') < 0) {
      int bits = network.length * 8;
      int prefix = slash < 0 ? bits : number(text.substring(slash + 1));
      if (prefix >= 0 && prefix <= bits) {
        return new Cidr(network, prefix);
      }
    }
    throw new IllegalArgumentException("not an address block: '" + text + "'");
  }

  static List<Cidr> list(String... texts) {
    return Stream.of(texts).map(Cidr::parse).toList();
  }

  /**
   * Reads blocks with commas between them; an empty text has none.
   *
   * @throws IllegalArgumentException if one of them is no block; the message quotes it
   */
  public static List<Cidr> parseList(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(block -> !block.isEmpty())
        .map(Cidr::parse)
        .toList();
  }

  /** Whether an address of 4 or 16 octets lies in the block; never across families. */
  public boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = prefix / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = prefix % 8;
    return rest == 0 || ((address[whole] ^ network[whole]) & (0xff00 >> rest) & 0xff) == 0;
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
  }
}
