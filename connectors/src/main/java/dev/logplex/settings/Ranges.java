package dev.logplex.settings;

import java.time.Duration;

/** Refuses settings beyond what is allowed, with the key, the allowed range and the value. */
public final class Ranges {

  private static final Duration DAY = Duration.ofDays(1);

  private Ranges() {}

  /**
   * @throws IllegalArgumentException unless the value is from {@code min} to {@code max}
   */
  public static void require(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + " must be from " + min + " to " + max + ", not " + value);
    }
  }

  /**
   * @throws IllegalArgumentException unless the time is a millisecond to a day
   */
  public static void requireUpToADay(String key, Duration time) {
    if (time.toMillis() < 1 || time.compareTo(DAY) > 0) {
      throw new IllegalArgumentException(key + " must be from 1 ms to 1 day, not " + time);
    }
  }
}
