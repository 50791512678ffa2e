package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrainUrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://h, h, 80",
    "https://h, h, 443",
    "syslog://h, h, 601",
    "syslog+tls://h, h, 6514",
    "syslog://h:1514, h, 1514",
    "https://H.Example:8443/p, h.example, 8443",
    "http://[2001:DB8::1]:8080/, 2001:db8::1, 8080",
    "http://my_service:3000/, my_service, 3000",
    "http://10.1.2.3, 10.1.2.3, 80",
    "https://sink.example./, sink.example., 443"
  })
  void takesApart(String url, String host, int port) throws InvalidDrainUrlException {
    DrainUrl parsed = DrainUrl.parse(url);
    assertThat(parsed.host()).isEqualTo(host);
    assertThat(parsed.port()).isEqualTo(port);
  }

  @Test
  void keepsPathAndQueryAndLeavesOutTheFragment() throws InvalidDrainUrlException {
    DrainUrl url = DrainUrl.parse("https://u%40:p%3A:x@h:443/a%20b/?x=1&y=%2F#insecure");
    assertThat(url.target()).isEqualTo("/a%20b/?x=1&y=%2F");
    assertThat(url.hostHeader()).isEqualTo("h:443");
    assertThat(url.userinfo()).isEqualTo("u%40:p%3A:x");
    assertThat(url.insecure()).isTrue();
    assertThat(DrainUrl.parse("https://h?x").target()).isEqualTo("/?x");
    assertThat(DrainUrl.parse("https://h#other").insecure()).isFalse();
  }

  @Test
  void printsNoSecrets() throws InvalidDrainUrlException {
    assertThat(DrainUrl.parse("https://user:pass@h:8/p?key=secret#f")).hasToString("https://h:8/p");
    assertThat(DrainUrl.parse("syslog+tls://[::1]")).hasToString("syslog+tls://[::1]/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://h                 | {unknown_scheme,\"ftp\"}",
        "HTTP://h                | {unknown_scheme,\"HTTP\"}",
        "file:///etc/passwd      | {unknown_scheme,\"file\"}",
        "gopher://h              | {unknown_scheme,\"gopher\"}",
        "tcpsyslog://h           | invalid_tcpsyslog_uri",
        "syslog+tcp://h          | invalid_tcpsyslog_uri",
        "syslog+udp://h          | invalid_udpsyslog_uri",
        "udpsyslog://h           | invalid_udpsyslog_uri",
        "httpx://h               | invalid_http_uri",
        "http:///path            | invalid_http_uri",
        "http://                 | invalid_http_uri",
        "http:h                  | invalid_http_uri",
        "https://:443/           | invalid_http_uri",
        "https://h:0/            | invalid_http_uri",
        "https://h:65536/        | invalid_http_uri",
        "https://h:/             | invalid_http_uri",
        "https://h:80:80/        | invalid_http_uri",
        "https://a@b@c/          | invalid_http_uri",
        "https://[::1/           | invalid_http_uri",
        "https://[fe80::1%25eth0]/ | invalid_http_uri",
        "https://::1/            | invalid_http_uri",
        "syslog://               | invalid_tcpsyslog_uri",
        "syslog://h:99999        | invalid_tcpsyslog_uri",
        "syslog+tls://           | invalid_tlssyslog_uri",
        "no url                  | invalid_uri",
        "//h/                    | invalid_uri",
        "''                      | invalid_uri"
      })
  void refusesWithLogplexsReason(String url, String reason) {
    assertThatThrownBy(() -> DrainUrl.parse(url))
        .isInstanceOfSatisfying(
            InvalidDrainUrlException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h/a b",
        "http://h/a\r\nX: y",
        "http://h\\@evil/",
        "http://h/\u00e9",
        "http://h\u3002example/",
        "http://h/<x>",
        "http://h\t/",
        "http://h/\u0000"
      })
  void refusesWhatWouldNotBeOneRequestLine(String url) {
    assertThatThrownBy(() -> DrainUrl.parse(url)).hasMessage("invalid_uri");
  }
}
