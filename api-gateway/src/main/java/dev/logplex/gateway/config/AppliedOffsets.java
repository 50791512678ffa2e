package dev.logplex.gateway.config;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How far this process has read each partition. Safe for use by several threads. */
final class AppliedOffsets {

  private final long[] next;

  AppliedOffsets(int partitions) {
    this.next = new long[partitions];
  }

  /** Everything before {@code offset} is in memory. */
  synchronized void advance(int partition, long offset) {
    if (offset > next[partition]) {
      next[partition] = offset;
      notifyAll();
    }
  }

  /**
   * Waits until everything before {@code offset} is in memory.
   *
   * @return whether that is so before the limit
   */
  synchronized boolean await(int partition, long offset, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (next[partition] < offset) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
    }
    return true;
  }
}
