package dev.logplex.drain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Lines that a drain did not get and is to be told of: Logplex's L10.
 *
 * @param count lines lost
 * @param since when the first of them was lost, milliseconds since the epoch
 */
public record LossNotice(long count, long since) {

  static final LossNotice NONE = new LossNotice(0, Long.MAX_VALUE);

  /** Logplex writes whole seconds and a numeric offset. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);

  boolean isEmpty() {
    return count == 0;
  }

  LossNotice plus(LossNotice other) {
    return new LossNotice(count + other.count, Math.min(since, other.since));
  }

  /** The canonical frame that tells the drain, as of a time in milliseconds since the epoch. */
  byte[] frame(long now) {
    String message =
        "<172>1 "
            + time(now)
            + " host heroku logplex - Error L10 (output buffer overflow): "
            + count
            + " messages dropped since "
            + time(since)
            + ".\n";
    return (message.length() + " " + message).getBytes(StandardCharsets.US_ASCII);
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }
}
