package dev.logplex.gateway.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Keeps the number of test requests down: per drain, and of all. Safe for several threads. */
final class ProbeLimit {

  static final Duration PAUSE = Duration.ofSeconds(10);

  /** Drains that were tested within the last pause; more have to wait. */
  static final int MOST = 64;

  private final LongSupplier nanoTime;
  private final Map<Long, Long> tested = new HashMap<>();

  ProbeLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether the drain may be tested now; then it may not be again for a while. */
  synchronized boolean admits(long drain) {
    long now = nanoTime.getAsLong();
    tested.values().removeIf(at -> now - at >= PAUSE.toNanos());
    return tested.size() < MOST && tested.putIfAbsent(drain, now) == null;
  }
}
