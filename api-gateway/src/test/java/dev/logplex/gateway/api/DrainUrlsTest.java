package dev.logplex.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.guard.AddressGuard;
import dev.logplex.drain.guard.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainUrlsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "https://a.localhost.:8443/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "syslog://169.254.169.254/"
      })
  void whatCanNeverBeDialledIsRefusedBeforeAnythingIsResolved(String url) {
    assertThat(new DrainUrls(AddressGuard.of(false)).problem(url))
        .isEqualTo(DrainUrls.FORBIDDEN_ADDRESS);
    assertThat(new DrainUrls(AddressGuard.of(true)).problem(url)).isNull();
  }

  @Test
  void theOperatorsBlocksCount() {
    DrainUrls urls =
        new DrainUrls(
            new AddressGuard(
                false, Cidr.parseList("10.1.0.0/16"), Cidr.parseList("10.1.2.0/24,8.8.8.8")));
    assertThat(urls.problem("http://10.1.1.1/")).isNull();
    assertThat(urls.problem("http://10.1.2.1/")).isEqualTo(DrainUrls.FORBIDDEN_ADDRESS);
    assertThat(urls.problem("http://8.8.8.8/")).isEqualTo(DrainUrls.FORBIDDEN_ADDRESS);
    assertThat(urls.problem("http://8.8.4.4/")).isNull();
  }
}
