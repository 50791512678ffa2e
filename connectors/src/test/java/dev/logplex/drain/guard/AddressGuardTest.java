package dev.logplex.drain.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  private static final AddressGuard GUARD = AddressGuard.of(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "168.63.129.15",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888",
        "64:ff9b::8.8.8.8",
        "::ffff:8.8.8.8"
      })
  void letsThePublicInternetPass(String address) {
    assertThat(GUARD.permits(address(address))).as(address).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.170.2",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::2",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::10.0.0.1",
        "::8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2002:808:808::",
        "2620:4f:8000::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fd00:ec2::254",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "1fff::1"
      })
  void stopsTheRest(String address) {
    assertThat(GUARD.permits(address(address))).as(address).isFalse();
  }

  @Test
  void allowsWhatTheOperatorAllowsAndDeniesWhatTheOperatorDenies() {
    AddressGuard guard =
        new AddressGuard(false, Cidr.list("10.1.0.0/16", "fd00::/8"), Cidr.list("8.8.8.8"));
    assertThat(guard.permits(address("10.1.2.3"))).isTrue();
    assertThat(guard.permits(address("10.2.2.3"))).isFalse();
    assertThat(guard.permits(address("fd12::1"))).isTrue();
    assertThat(guard.permits(address("8.8.8.8"))).isFalse();
    assertThat(guard.permits(address("64:ff9b::8.8.8.8"))).isFalse();
    assertThat(guard.permits(address("8.8.4.4"))).isTrue();
  }

  @Test
  void whatIsDeniedStaysDeniedWhereEverythingSpecialIsAllowed() {
    AddressGuard guard = new AddressGuard(true, List.of(), Cidr.list("169.254.169.254"));
    assertThat(guard.permits(address("127.0.0.1"))).isTrue();
    assertThat(guard.permits(address("169.254.169.254"))).isFalse();
    assertThat(guard.permits(address("2002:a9fe:a9fe::"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0.0/33", "10.0.0/8", "fe80::1%eth0", "::/129", "host", "10.0.0.0/-1"})
  void refusesWhatIsNoBlock(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** As written: parsers make other addresses of some that hold an IPv4 address. */
  private static byte[] octets(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.indexOf('.') < 0) {
      return NetUtil.createByteArrayFromIpAddressString(text);
    }
    byte[] octets = NetUtil.createByteArrayFromIpAddressString(text.substring(0, colon) + ":1:1");
    byte[] v4 = NetUtil.createByteArrayFromIpAddressString(text.substring(colon + 1));
    System.arraycopy(v4, 0, octets, 12, 4);
    return octets;
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByAddress(octets(text));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
