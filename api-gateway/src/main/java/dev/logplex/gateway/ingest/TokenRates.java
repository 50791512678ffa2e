package dev.logplex.gateway.ingest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How fast each token may write: a bucket of lines and one of octets for each, filled at the
 * limit's rate. A request larger than a bucket waits for a full one and leaves a debt, so that none
 * is too large to ever pass. A bucket that is full again is forgotten, for a new one is the same.
 * Safe for use by several threads.
 */
final class TokenRates {

  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final IngestLimits limits;
  private final LongSupplier nanoClock;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final AtomicLong nextSweep;

  /**
   * @param nanoClock like {@link System#nanoTime}
   */
  TokenRates(IngestLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.nextSweep = new AtomicLong(nanoClock.getAsLong() + SWEEP_NANOS);
  }

  /**
   * Takes the cost of a request out of a token's buckets, if the wait for it is short enough.
   *
   * @param mostNanos longest wait; if it takes longer, nothing is taken
   * @return nanoseconds until the request may go on
   */
  long take(String token, int lines, long octets, long mostNanos) {
    if (!limits.limitsRates()) {
      return 0;
    }
    long now = nanoClock.getAsLong();
    sweep(now);
    long[] wait = new long[1];
    buckets.compute(
        token,
        (id, known) -> {
          Bucket bucket = known == null ? new Bucket(now) : known;
          wait[0] = bucket.take(lines, octets, mostNanos, now);
          return bucket;
        });
    return wait[0];
  }

  /** Tokens that have a bucket. */
  int size() {
    return buckets.size();
  }

  private void sweep(long now) {
    long due = nextSweep.get();
    if (now - due >= 0 && nextSweep.compareAndSet(due, now + SWEEP_NANOS)) {
      for (String token : buckets.keySet()) {
        buckets.computeIfPresent(token, (id, bucket) -> bucket.isFull(now) ? null : bucket);
      }
    }
  }

  /** Guarded by the map. */
  private final class Bucket {
    private double lines = capacity(limits.linesPerSecond());
    private double octets = capacity(limits.octetsPerSecond());
    private long filledAt;

    Bucket(long now) {
      this.filledAt = now;
    }

    long take(int lineCost, long octetCost, long mostNanos, long now) {
      fill(now);
      long wait =
          Math.max(
              wait(lines, lineCost, limits.linesPerSecond()),
              wait(octets, octetCost, limits.octetsPerSecond()));
      if (wait <= mostNanos) {
        lines -= lineCost;
        octets -= octetCost;
      }
      return wait;
    }

    boolean isFull(long now) {
      fill(now);
      return full(lines, limits.linesPerSecond()) && full(octets, limits.octetsPerSecond());
    }

    private void fill(long now) {
      double seconds = Math.max(0, now - filledAt) / SECOND;
      lines = filled(lines, limits.linesPerSecond(), seconds);
      octets = filled(octets, limits.octetsPerSecond(), seconds);
      filledAt = now;
    }

    private double filled(double level, long rate, double seconds) {
      return Math.min(capacity(rate), level + rate * seconds);
    }

    private long wait(double level, long cost, long rate) {
      double missing = Math.min(cost, capacity(rate)) - level;
      return rate == 0 || missing <= 0 ? 0 : (long) Math.ceil(missing / rate * SECOND);
    }

    private boolean full(double level, long rate) {
      return rate == 0 || level >= capacity(rate);
    }

    private double capacity(long rate) {
      return (double) rate * limits.burstSeconds();
    }
  }
}
