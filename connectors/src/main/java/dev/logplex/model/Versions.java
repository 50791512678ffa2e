package dev.logplex.model;

import java.time.Instant;

/** A version is a hybrid logical clock: milliseconds since 1970, and a count below them. */
public final class Versions {

  /** Room for this many changes of a partition within one millisecond, on average. */
  private static final int CLOCK_SHIFT = 16;

  private Versions() {}

  /** The first version of a millisecond. */
  public static long at(long millis) {
    return millis << CLOCK_SHIFT;
  }

  /** When a version was given, by the clock of who gave it. */
  public static Instant time(long version) {
    return Instant.ofEpochMilli(version >> CLOCK_SHIFT);
  }
}
