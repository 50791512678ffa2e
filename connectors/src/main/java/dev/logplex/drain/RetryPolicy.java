package dev.logplex.drain;

import java.util.random.RandomGenerator;

/** Decides what becomes of a request after an attempt, and when the next attempt is made. */
final class RetryPolicy {

  static final long FIRST_DELAY = 100;
  static final long MAX_DELAY = 30_000;
  static final long MAX_RETRY_AFTER = 300_000;

  /** What becomes of a request. */
  enum Verdict {
    DELIVERED,
    RETRY,
    REFUSED
  }

  private RetryPolicy() {}

  /**
   * A refusal is an answer that will be the same for the same request: statuses of 400 and above,
   * without those that a change on the receiver's side heals (401, 403), that speak of time (408,
   * 425, 429) or of the server (5xx). Unlike Logplex, which drops on 401, 403 and 408.
   */
  static Verdict classify(Outcome outcome) {
    return switch (outcome.kind()) {
      case WRITTEN -> Verdict.DELIVERED;
      case ANSWERED -> classify(outcome.status());
      default -> Verdict.RETRY;
    };
  }

  private static Verdict classify(int status) {
    if (status >= 200 && status < 300) {
      return Verdict.DELIVERED;
    }
    return switch (status) {
      case 401, 403, 408, 425, 429 -> Verdict.RETRY;
      default -> status >= 400 && status < 500 ? Verdict.REFUSED : Verdict.RETRY;
    };
  }

  /**
   * Milliseconds to wait: exponential with full jitter, or what the receiver asked for.
   *
   * @param failures attempts that failed in a row, at least 1
   */
  static long delay(int failures, Outcome outcome, RandomGenerator random) {
    if (outcome.retryAfter() > 0) {
      return Math.min(outcome.retryAfter(), MAX_RETRY_AFTER) + random.nextLong(FIRST_DELAY);
    }
    long ceiling = Math.min(MAX_DELAY, FIRST_DELAY << Math.min(failures - 1, 16));
    return random.nextLong(ceiling + 1);
  }
}
