package dev.logplex.drain;

import java.util.Locale;

/** What {@link DrainStatus} tells of the attempts that ended. */
final class DeliveryLog {

  private long lastSuccess;
  private long latency;
  private long lastFailure;
  private DrainStatus.Failure failure;
  private int failures;

  void ended(long startedAt, long now, Outcome outcome, RetryPolicy.Verdict verdict) {
    if (verdict == RetryPolicy.Verdict.DELIVERED) {
      lastSuccess = now;
      latency = now - startedAt;
      failures = 0;
    } else {
      lastFailure = now;
      failure = new DrainStatus.Failure(kind(outcome, verdict), outcome.status(), outcome.detail());
      failures++;
    }
  }

  long lastSuccess() {
    return lastSuccess;
  }

  long latency() {
    return latency;
  }

  long lastFailure() {
    return lastFailure;
  }

  DrainStatus.Failure failure() {
    return failure;
  }

  int failures() {
    return failures;
  }

  private static String kind(Outcome outcome, RetryPolicy.Verdict verdict) {
    if (outcome.kind() == Outcome.Kind.ANSWERED) {
      return verdict == RetryPolicy.Verdict.REFUSED ? "refused" : "status";
    }
    return outcome.kind().name().toLowerCase(Locale.ROOT);
  }
}
