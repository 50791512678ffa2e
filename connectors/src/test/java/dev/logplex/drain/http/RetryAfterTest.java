package dev.logplex.drain.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final long NOW = Instant.parse("2026-03-01T08:15:30Z").toEpochMilli();

  @Test
  void readsSeconds() {
    assertThat(RetryAfter.millis("120", NOW)).isEqualTo(120_000);
    assertThat(RetryAfter.millis(" 0 ", NOW)).isZero();
    assertThat(RetryAfter.millis("9".repeat(40), NOW)).isGreaterThan(1L << 60);
  }

  @Test
  void readsDates() {
    assertThat(RetryAfter.millis("Sun, 01 Mar 2026 08:16:00 GMT", NOW)).isEqualTo(30_000);
    assertThat(RetryAfter.millis("Sunday, 01-Mar-26 08:16:00 GMT", NOW)).isEqualTo(30_000);
    assertThat(RetryAfter.millis("Sun Mar  1 08:16:00 2026", NOW)).isEqualTo(30_000);
    assertThat(RetryAfter.millis("Sun, 01 Mar 2026 08:15:00 GMT", NOW)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "1.5", "Sun, 99 Mar 2026 08:16:00 GMT"})
  void ignoresTheRest(String value) {
    assertThat(RetryAfter.millis(value, NOW)).isZero();
    assertThat(RetryAfter.millis(null, NOW)).isZero();
  }
}
