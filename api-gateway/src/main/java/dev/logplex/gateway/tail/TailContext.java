package dev.logplex.gateway.tail;

import dev.logplex.gateway.GatewayMetrics;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What all tails of a gateway share. Safe for use by several threads.
 *
 * @param executor renders history
 * @param timer runs what is to be tried again; its tasks are short
 */
record TailContext(
    TailSettings settings,
    TailBudget budget,
    HistoryQueue history,
    Executor executor,
    ScheduledExecutorService timer,
    Clock clock,
    GatewayMetrics metrics) {

  private static final long RETRY_MILLIS = 250;

  long now() {
    return clock.millis();
  }

  /** Tries again in a moment. */
  void later(Runnable attempt) {
    timer.schedule(attempt, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Lines were dropped. */
  void lost(long lines) {
    metrics.tailLost(lines);
  }
}
