package dev.logplex.gateway.tail;

import java.util.concurrent.atomic.AtomicLong;

/** The octets that wait for all readers, each array counted once. Safe for several threads. */
final class TailBudget {

  private static final long LEAST_PAGE = 64 << 10;
  private static final int PAGES = 64;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  TailBudget(long limit) {
    this.limit = limit;
  }

  void add(long octets) {
    held.addAndGet(octets);
  }

  long held() {
    return held.get();
  }

  boolean exhausted() {
    return held.get() > limit;
  }

  /** How much of its history one reader may have waiting: less when there are many. */
  int page() {
    long page = Math.max(LEAST_PAGE, (limit - held.get()) / PAGES);
    return (int) Math.min(page, Integer.MAX_VALUE);
  }
}
