package dev.logplex.gateway.tail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What Logplex says itself in a session. */
final class Notice {

  /** Logplex writes whole seconds and a numeric offset. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);

  private Notice() {}

  /** L11: lines that a tail did not get. Times in milliseconds since the epoch. */
  static byte[] lost(long count, long since, long now) {
    return line(
        now,
        "logplex[1]: Error L11 (Tail buffer overflow) -> This tail session dropped "
            + count
            + " messages since "
            + time(since)
            + ".");
  }

  /** L20: the channel may not be tailed. */
  static byte[] forbidden(long now) {
    return line(
        now,
        "Logplex: Error L20 (Tail sessions forbidden) Tail sessions for this app are forbidden"
            + " due to log volume.");
  }

  private static byte[] line(long now, String text) {
    return (time(now) + " " + text + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }
}
