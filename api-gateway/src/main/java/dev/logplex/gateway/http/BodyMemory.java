package dev.logplex.gateway.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The octets that the bodies of all requests together may hold, so that many large ones at once
 * wait for each other instead of filling the heap. Half of them are for bodies to be let in, the
 * other half for those already in to grow: an inflated body is larger than it was announced. Who
 * comes first is let in first. Safe for use by several threads.
 */
public final class BodyMemory {

  private final long limit;
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private long used;

  /**
   * @param limit octets in all, at least 1
   */
  public BodyMemory(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("the memory for bodies is at least 1 octet, not " + limit);
    }
    this.limit = limit;
  }

  /**
   * Waits for room.
   *
   * @param octets what the body needs to begin with
   * @param patience how long to wait
   * @return the room, to be closed by the caller; fails with {@link Exhausted} when there is none
   */
  public CompletableFuture<Lease> admit(long octets, Duration patience) {
    Waiter waiter = new Waiter(octets, new CompletableFuture<>());
    synchronized (this) {
      if (waiting.isEmpty() && admits(octets)) {
        used += octets;
        return CompletableFuture.completedFuture(new Lease(octets));
      }
      waiting.add(waiter);
    }
    return waiter
        .room
        .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(
            failure -> {
              giveUp(waiter);
              throw failure instanceof TimeoutException
                  ? new Exhausted()
                  : new IllegalStateException(failure);
            });
  }

  /** Lets a body in, does the work and gives the room back when its result is there. */
  public <T> CompletableFuture<T> during(
      long octets, Duration patience, Function<Lease, CompletableFuture<T>> work) {
    return admit(octets, patience)
        .thenCompose(lease -> work.apply(lease).whenComplete((done, failure) -> lease.close()));
  }

  /** Octets held now. */
  public synchronized long used() {
    return used;
  }

  /** Requests that wait for room. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** A body larger than the half for all is let in alone. */
  private boolean admits(long octets) {
    return used == 0 || used + octets <= limit / 2;
  }

  private void giveUp(Waiter waiter) {
    synchronized (this) {
      waiting.remove(waiter);
    }
    letIn();
  }

  /** Other threads go on with those let in: this one may be Kafka's. */
  private void letIn() {
    List<Waiter> admitted = new ArrayList<>();
    synchronized (this) {
      while (!waiting.isEmpty() && admits(waiting.peek().octets)) {
        Waiter next = waiting.remove();
        used += next.octets;
        admitted.add(next);
      }
    }
    for (Waiter waiter : admitted) {
      CompletableFuture.runAsync(
          () -> {
            Lease lease = new Lease(waiter.octets);
            if (!waiter.room.complete(lease)) {
              lease.close();
            }
          });
    }
  }

  private record Waiter(long octets, CompletableFuture<Lease> room) {}

  /** There is no room for a body. */
  public static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Exhausted() {
      super("the memory for request bodies is exhausted", null, false, false);
    }
  }

  /** The room of one request. */
  public final class Lease implements AutoCloseable {

    private long held;
    private boolean closed;

    private Lease(long held) {
      this.held = held;
    }

    /**
     * Changes what is held.
     *
     * @throws Exhausted if there is no room for so much; nothing changes
     */
    public void hold(long octets) {
      boolean less;
      synchronized (BodyMemory.this) {
        long more = octets - held;
        less = more < 0;
        if (closed || more > 0 && used + more > limit && used > held) {
          throw new Exhausted();
        }
        used += more;
        held = octets;
      }
      if (less) {
        letIn();
      }
    }

    /**
     * Holds more, if it is not so much yet.
     *
     * @throws Exhausted if there is no room for so much; nothing changes
     */
    public void atLeast(long octets) {
      synchronized (BodyMemory.this) {
        if (octets > held) {
          hold(octets);
        }
      }
    }

    /** Gives all back; once more does nothing. */
    @Override
    public void close() {
      synchronized (BodyMemory.this) {
        if (closed) {
          return;
        }
        closed = true;
        used -= held;
        held = 0;
      }
      letIn();
    }
  }
}
