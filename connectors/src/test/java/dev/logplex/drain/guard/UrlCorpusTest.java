package dev.logplex.drain.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spellings of addresses that no drain may reach; each is refused before anything is resolved. */
class UrlCorpusTest {

  private static final AddressGuard GUARD = AddressGuard.of(false);

  private static final List<String> SCHEMES =
      List.of("http://", "https://", "syslog://", "syslog+tls://");

  private static final List<String> HOSTS =
      List.of(
          // Loopback, in all the ways that some program understands.
          "127.0.0.1",
          "127.0.0.1.",
          "127.1",
          "127.0.1",
          "127.000.000.001",
          "0127.0.0.1",
          "0177.0.0.1",
          "0177.0.0.01",
          "0x7f.0.0.1",
          "0x7f.1",
          "0X7F.0.0.1",
          "0x7f000001",
          "2130706433",
          "017700000001",
          "127.255.255.254",
          "127.0.0.1:80",
          "127.0.0.1%2f",
          "127.0.0.1%00",
          "127.0.0.256",
          "127.0.0.1.1",
          "1.127.0.0.1.2",
          "localhost",
          "LOCALHOST",
          "localhost.",
          "a.localhost",
          "x.y.localhost.",
          "[::1]",
          "[0:0:0:0:0:0:0:1]",
          "[0000:0000:0000:0000:0000:0000:0000:0001]",
          "[::0001]",
          "[::1%25lo]",
          "[::1%lo]",
          "[::ffff:127.0.0.1]",
          "[::FFFF:7F00:1]",
          "[0:0:0:0:0:ffff:127.0.0.1]",
          "[::127.0.0.1]",
          "[::7f00:1]",
          "[::ffff:0:127.0.0.1]",
          "[64:ff9b::127.0.0.1]",
          "[64:ff9b::7f00:1]",
          "[64:ff9b:1::7f00:1]",
          "[2002:7f00:1::]",
          "[2001:0:7f00:1::]",
          // Nowhere.
          "0",
          "0.0.0.0",
          "0.0.0.0.",
          "00.0.0.0",
          "0x0",
          "[::]",
          "[0::0]",
          "[::ffff:0.0.0.0]",
          "",
          ".",
          "..",

          // Metadata of clouds.
          "169.254.169.254",
          "169.254.169.254.",
          "169.254.43518",
          "0xa9fea9fe",
          "2852039166",
          "0251.0376.0251.0376",
          "0xa9.0xfe.0xa9.0xfe",
          "169.254.170.2",
          "100.100.100.200",
          "192.0.0.192",
          "168.63.129.16",
          "[fd00:ec2::254]",
          "[::ffff:169.254.169.254]",
          "[::ffff:a9fe:a9fe]",
          "[64:ff9b::a9fe:a9fe]",
          "[2002:a9fe:a9fe::1]",
          "[fe80::a9fe:a9fe]",
          // Private networks.
          "10.0.0.1",
          "10.255.255.255",
          "10.1",
          "0xa.0.0.1",
          "012.0.0.1",
          "167772161",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.0.1",
          "192.168.1",
          "3232235521",
          "0xc0a80001",
          "100.64.0.1",
          "[fc00::1]",
          "[fdff::1]",
          "[::ffff:10.0.0.1]",
          "[::ffff:192.168.0.1]",
          "[64:ff9b::10.0.0.1]",
          "[2002:a00:1::1]",
          "[2002:c0a8:1::1]",
          // Links, groups, documentation, everything reserved.
          "169.254.0.1",
          "224.0.0.1",
          "239.255.255.250",
          "255.255.255.255",
          "240.0.0.1",
          "192.0.2.1",
          "198.51.100.1",
          "203.0.113.1",
          "198.18.0.1",
          "[fe80::1]",
          "[fe80::1%25eth0]",
          "[fec0::1]",
          "[ff02::1]",
          "[2001:db8::1]",
          "[2001::1]",
          "[3fff::1]",
          "[5f00::1]",
          "[100::1]",
          // Confusions of parsers.
          "public.example@127.0.0.1",
          "127.0.0.1@10.0.0.1",
          "a@b@127.0.0.1",
          "a:b@[::1]",
          "public.example\\@127.0.0.1",
          "public.example%40127.0.0.1",
          "127.0.0.1\\.public.example",
          "public.example:80@127.0.0.1:81",
          "127.0.0.1:80:81",
          "[::1",
          "::1",
          "[127.0.0.1]",
          "127。0。0。1",
          "①②⑦.0.0.1",
          "ⓛocalhost",
          "127.0.0.1\t",
          "127.0.0.1\n.example",
          " 127.0.0.1",
          "127.0.0.1 .example",
          "127.0.0.1\u0000.example",
          "127.0.0.1?@h",
          "127.0.0.1#@h");

  @Test
  void noneIsAccepted() {
    List<String> urls = new ArrayList<>();
    for (String scheme : SCHEMES) {
      for (String host : HOSTS) {
        urls.add(scheme + host + "/");
      }
    }
    assertThat(urls).hasSizeGreaterThan(250);
    assertThat(urls).filteredOn(UrlCorpusTest::accepted).isEmpty();
  }

  @Test
  void publicHostsAre() {
    assertThat(
            List.of(
                "https://logs.example.com/x",
                "https://8.8.8.8/",
                "syslog+tls://[2606:4700::1111]:6514",
                "https://user:pass@logs.example.com:8443/?k=v",
                "http://127.0.0.1.example.com/",
                "http://localhost.example.com/",
                "http://xn--caf-dma.example/",
                "http://1and1.example/"))
        .allMatch(UrlCorpusTest::accepted);
  }

  private static boolean accepted(String url) {
    try {
      return DrainUrl.parse(url).mayBeDialled(GUARD);
    } catch (InvalidDrainUrlException e) {
      return false;
    }
  }
}
