package dev.logplex.drain;

import java.util.Locale;

/**
 * What {@link DrainStatus} tells of the attempts that ended. Times are milliseconds since the
 * epoch, 0 for never.
 *
 * @param lastSuccess when a request was delivered last
 * @param latency milliseconds that attempt took
 * @param lastFailure when an attempt failed last
 * @param failure what failed then; null if nothing ever did
 * @param failures attempts that failed since the last success
 */
record DeliveryLog(
    long lastSuccess, long latency, long lastFailure, DrainStatus.Failure failure, int failures) {

  private static final int FAILING_AFTER = 3;
  private static final String REFUSED = "refused";

  static final DeliveryLog NONE = new DeliveryLog(0, 0, 0, null, 0);

  DeliveryLog ended(long startedAt, long now, Outcome outcome, RetryPolicy.Verdict verdict) {
    if (verdict == RetryPolicy.Verdict.DELIVERED) {
      return new DeliveryLog(now, Math.max(now - startedAt, 0), lastFailure, failure, 0);
    }
    return new DeliveryLog(
        lastSuccess,
        latency,
        now,
        new DrainStatus.Failure(kind(outcome, verdict), outcome.status(), outcome.detail()),
        failures + 1);
  }

  /** See {@link DrainStatus.State#FAILING}. */
  boolean failing() {
    return failures >= FAILING_AFTER || failures > 0 && failure.kind().equals(REFUSED);
  }

  private static String kind(Outcome outcome, RetryPolicy.Verdict verdict) {
    if (outcome.kind() == Outcome.Kind.ANSWERED) {
      return verdict == RetryPolicy.Verdict.REFUSED ? REFUSED : "status";
    }
    return outcome.kind().name().toLowerCase(Locale.ROOT);
  }
}
