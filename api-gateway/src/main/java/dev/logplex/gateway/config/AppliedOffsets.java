package dev.logplex.gateway.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How far this process has read each partition. Safe for use by several threads. */
final class AppliedOffsets {

  private record Waiter(int partition, long offset, CompletableFuture<Void> reached) {}

  private final long[] next;
  private final List<Waiter> waiters = new ArrayList<>();

  AppliedOffsets(int partitions) {
    this.next = new long[partitions];
  }

  /** Everything before {@code offset} is in memory. */
  void advance(int partition, long offset) {
    List<Waiter> reached = new ArrayList<>();
    synchronized (this) {
      if (offset <= next[partition]) {
        return;
      }
      next[partition] = offset;
      for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
        Waiter waiter = all.next();
        if (next[waiter.partition()] >= waiter.offset()) {
          reached.add(waiter);
          all.remove();
        } else if (waiter.reached().isDone()) {
          // Given up.
          all.remove();
        }
      }
    }
    reached.forEach(waiter -> waiter.reached().complete(null));
  }

  /**
   * Completes when everything before {@code offset} is in memory. Never fails: give it a time limit
   * of its own.
   */
  synchronized CompletableFuture<Void> reached(int partition, long offset) {
    if (next[partition] >= offset) {
      return CompletableFuture.completedFuture(null);
    }
    Waiter waiter = new Waiter(partition, offset, new CompletableFuture<>());
    waiters.add(waiter);
    return waiter.reached();
  }
}
