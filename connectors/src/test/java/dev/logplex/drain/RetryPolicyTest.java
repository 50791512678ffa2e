package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.RetryPolicy.Verdict;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryPolicyTest {

  /** Every status there can be, once. */
  static List<Arguments> statuses() {
    return List.of(
        Arguments.of(Verdict.DELIVERED, "200-299", "taken"),
        Arguments.of(Verdict.REFUSED, "400 402 404-407 409-424 426-428 430-499", "never taken"),
        Arguments.of(Verdict.RETRY, "401 403", "healed on the receiver's side"),
        Arguments.of(Verdict.RETRY, "408 425 429", "a matter of time"),
        Arguments.of(Verdict.RETRY, "500-599", "the receiver's fault"),
        Arguments.of(Verdict.RETRY, "100-199 300-399", "no answer to a POST"));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("statuses")
  void aStatusMeans(Verdict verdict, String statuses, String why) {
    assertThat(numbers(statuses)).allMatch(status -> verdict(status) == verdict);
  }

  @Test
  void theTableHasEachStatusOnce() {
    assertThat(statuses().stream().flatMap(row -> numbers((String) row.get()[1]).stream()))
        .containsExactlyInAnyOrderElementsOf(numbers("100-599"));
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

  @Test
  void anAnswerWithoutAWaitIsTriedAgainWithinATenthOfASecond() {
    assertThat(RetryPolicy.delay(1, Outcome.answered(503, 0), new SplittableRandom(1)))
        .isBetween(0L, 100L);
  }

  @ParameterizedTest
  @CsvSource({"1000,1000", "120000,120000", "300000,300000", "86400000,300000"})
  void waitsAsLongAsAskedUpToFiveMinutes(long asked, long waits) {
    long delay = RetryPolicy.delay(1, Outcome.answered(503, asked), new SplittableRandom(1));
    assertThat(delay).isBetween(waits, waits + 100);
  }

  /** Reads {@code 1 3-5} as 1, 3, 4, 5. */
  private static List<Integer> numbers(String ranges) {
    return Stream.of(ranges.split(" "))
        .map(range -> range.split("-"))
        .flatMapToInt(
            ends ->
                IntStream.rangeClosed(
                    Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])))
        .boxed()
        .toList();
  }

  private static Verdict verdict(int status) {
    return RetryPolicy.classify(Outcome.answered(status, 0));
  }
}
