package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.RetryPolicy.Verdict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 206, 226, 299})
  void delivers(int status) {
    assertThat(verdict(status)).isEqualTo(Verdict.DELIVERED);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 402, 404, 405, 406, 410, 411, 413, 414, 415, 418, 422, 431, 451, 499})
  void refuses(int status) {
    assertThat(verdict(status)).isEqualTo(Verdict.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        100, 101, 199, 300, 301, 302, 307, 308, 401, 403, 408, 425, 429, 500, 502, 503, 504, 599
      })
  void triesAgain(int status) {
    assertThat(verdict(status)).isEqualTo(Verdict.RETRY);
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.Kind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ANSWERED", "WRITTEN"})
  void triesAgainAfter(Outcome.Kind kind) {
    assertThat(RetryPolicy.classify(Outcome.of(kind, ""))).isEqualTo(Verdict.RETRY);
  }

  @Test
  void countsWhatWasWrittenToAReceiverWithoutAnswersAsDelivered() {
    assertThat(RetryPolicy.classify(Outcome.of(Outcome.Kind.WRITTEN, "")))
        .isEqualTo(Verdict.DELIVERED);
  }

  @ParameterizedTest
  @CsvSource({"1,100", "2,200", "3,400", "9,25600", "10,30000", "1000,30000", "2147483647,30000"})
  void waitsUpToTwiceAsLongEachTime(int failures, long most) {
    SplittableRandom random = new SplittableRandom(failures);
    long longest = 0;
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 10_000; i++) {
      long delay = RetryPolicy.delay(failures, Outcome.of(Outcome.Kind.CONNECT, ""), random);
      longest = Math.max(longest, delay);
      shortest = Math.min(shortest, delay);
    }
    assertThat(longest).isBetween(most * 9 / 10, most);
    assertThat(shortest).isLessThan(most / 10);
  }

  @ParameterizedTest
  @CsvSource({"1000,1000", "120000,120000", "300000,300000", "86400000,300000"})
  void waitsAsLongAsAskedUpToFiveMinutes(long asked, long waits) {
    long delay = RetryPolicy.delay(1, Outcome.answered(503, asked), new SplittableRandom(1));
    assertThat(delay).isBetween(waits, waits + 100);
  }

  private static Verdict verdict(int status) {
    return RetryPolicy.classify(Outcome.answered(status, 0));
  }
}
