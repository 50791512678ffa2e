package dev.logplex.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenRatesTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now = Long.MAX_VALUE - SECOND;

  private TokenRates rates(long lines, long octets) {
    return new TokenRates(new IngestLimits(lines, octets, 2, 1), () -> now);
  }

  @Test
  void letsABurstPassAndThenAsMuchAsTheRateFillsIn() {
    TokenRates rates = rates(10, 0);

    assertThat(rates.take("t", 20, 1_000_000, 0)).isZero();
    assertThat(rates.take("t", 5, 0, 0)).isEqualTo(SECOND / 2);
    now += SECOND / 2;
    assertThat(rates.take("t", 5, 0, 0)).isZero();
    assertThat(rates.take("t", 1, 0, 0)).isPositive();
  }

  @Test
  void takesNothingForARequestThatWouldWaitTooLong() {
    TokenRates rates = rates(10, 0);
    rates.take("t", 20, 0, 0);

    assertThat(rates.take("t", 10, 0, SECOND - 1)).isEqualTo(SECOND);
    assertThat(rates.take("t", 10, 0, SECOND)).isEqualTo(SECOND);
    assertThat(rates.take("t", 10, 0, SECOND)).isEqualTo(2 * SECOND);
  }

  @Test
  void letsARequestLargerThanABurstPassAndMakesTheNextWaitForIt() {
    TokenRates rates = rates(10, 0);

    assertThat(rates.take("t", 50, 0, 0)).isZero();
    assertThat(rates.take("t", 1, 0, 0)).isEqualTo(SECOND * 31 / 10);
  }

  @Test
  void limitsOctetsAsWellAsLinesAndEachTokenByItself() {
    TokenRates rates = rates(10, 1000);

    assertThat(rates.take("t", 1, 2000, 0)).isZero();
    assertThat(rates.take("t", 1, 500, 0)).isEqualTo(SECOND / 2);
    assertThat(rates.take("u", 1, 2000, 0)).isZero();
  }

  @Test
  void forgetsTokensThatWereIdle() {
    TokenRates rates = rates(10, 1000);
    for (int i = 0; i < 1000; i++) {
      rates.take("t" + i, 20, 0, 0);
    }
    assertThat(rates.size()).isEqualTo(1000);

    now += 10 * SECOND;
    rates.take("t", 1, 0, 0);

    assertThat(rates.size()).isEqualTo(1);
  }

  @Test
  void remembersNoTokenWithoutALimit() {
    TokenRates rates = rates(0, 0);

    assertThat(rates.take("t", 1_000_000, 1L << 40, 0)).isZero();
    assertThat(rates.size()).isZero();
  }
}
