package dev.logplex.drain.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.DrainProbe;
import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import dev.logplex.drain.Outcome;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

  /** Addresses that are nobody's business, each of which can be written in many ways. */
  private static final List<String> INSIDE =
      List.of(
          "127.0.0.1",
          "127.255.255.254",
          "0.0.0.0",
          "10.0.0.1",
          "10.255.255.255",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.0.1",
          "100.64.0.1",
          "100.127.255.255",
          "100.100.100.200",
          "169.254.169.254",
          "169.254.170.2",
          "168.63.129.16",
          "192.0.0.192",
          "198.18.0.1",
          "224.0.0.1",
          "240.0.0.1",
          "255.255.255.255");

  private static List<String> spellings(String address) {
    int[] o = Stream.of(address.split("\\.")).mapToInt(Integer::parseInt).toArray();
    long number = (long) o[0] << 24 | o[1] << 16 | o[2] << 8 | o[3];
    String words = "%x:%x".formatted(o[0] << 8 | o[1], o[2] << 8 | o[3]);
    String inverted = "%x:%x".formatted(~number >> 16 & 0xffff, ~number & 0xffff);
    return List.of(
        address,
        address + ".",
        Long.toString(number),
        "0x%x".formatted(number),
        "0X%08X".formatted(number),
        "0%o".formatted(number),
        "000%o".formatted(number),
        "%d.%d".formatted(o[0], number & 0xffffff),
        "%d.%d.%d".formatted(o[0], o[1], number & 0xffff),
        "0x%x.%d".formatted(o[0], number & 0xffffff),
        "0%o.0%o.0%o.0%o".formatted(o[0], o[1], o[2], o[3]),
        "0x%x.0x%x.0x%x.0x%x".formatted(o[0], o[1], o[2], o[3]),
        "0x%x.%d.0%o.%d".formatted(o[0], o[1], o[2], o[3]),
        "%d.%d.%d.0x%x".formatted(o[0], o[1], o[2], o[3]),
        "%04d.%04d.%04d.%04d".formatted(o[0], o[1], o[2], o[3]),
        address.replace("1", "%31"),
        address.replace(".", "%2e"),
        address.replace('.', '\u3002'),
        address.replace('.', '\uff0e'),
        address.replaceFirst("[0-9]", Character.toString(0xff10 + address.charAt(0) - '0')),
        "public.example@" + address,
        "public.example:80@" + address + ":80",
        "[::ffff:" + address + "]",
        "[::ffff:" + words + "]",
        "[0:0:0:0:0:FFFF:" + address + "]",
        "[::" + address + "]",
        "[::ffff:0:" + address + "]",
        "[64:ff9b::" + address + "]",
        "[64:ff9b::" + words + "]",
        "[64:ff9b:1::" + words + "]",
        "[2002:" + words + "::1]",
        "[2001:0:808:808:0:0:" + inverted + "]",
        "[fe80::5efe:" + address + "]");
  }

  private static List<String> urls() {
    return Stream.concat(
            HOSTS.stream(), INSIDE.stream().flatMap(address -> spellings(address).stream()))
        .distinct()
        .flatMap(host -> SCHEMES.stream().map(scheme -> scheme + host + "/"))
        .toList();
  }

  @Test
  void noneIsAccepted() {
    assertThat(urls()).hasSizeGreaterThan(2_500);
    assertThat(urls()).filteredOn(UrlCorpusTest::accepted).isEmpty();
  }

  /** A URL that was accepted earlier, or by somebody who checks less, does not get far. */
  @Test
  void noneIsDialled() {
    try (DrainProbe probe = new DrainProbe(DrainSettings.DEFAULT)) {
      Map<String, CompletableFuture<DrainProbe.Report>> reports = new TreeMap<>();
      for (String url : urls()) {
        reports.put(url, probe.run(new Drain(1, "d.corpus", url, DrainOptions.DEFAULT)));
      }
      reports.forEach(
          (url, report) ->
              assertThat(report.orTimeout(10, TimeUnit.SECONDS).join().outcome().kind())
                  .as(url)
                  .isIn(Outcome.Kind.UNUSABLE, Outcome.Kind.FORBIDDEN, Outcome.Kind.DNS));
    }
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
