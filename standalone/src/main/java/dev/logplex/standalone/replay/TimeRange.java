package dev.logplex.standalone.replay;

import dev.logplex.syslog.CanonicalLine;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Lines whose TIME field lies between two moments.
 *
 * @param since the first moment inside; null for no bound
 * @param until the first moment behind; null for no bound
 */
record TimeRange(Instant since, Instant until) {

  /** Where a line lies. */
  enum Place {
    INSIDE,
    OUTSIDE,
    /** Its TIME is none that RFC 3339 knows: sources may write anything there. */
    UNKNOWN
  }

  /** Whether all lines are inside, whatever their TIME. */
  boolean isUnbounded() {
    return since == null && until == null;
  }

  Place of(CanonicalLine line) {
    if (isUnbounded()) {
      return Place.INSIDE;
    }
    String text =
        new String(
            line.frames(),
            line.timeFrom(),
            line.timeTo() - line.timeFrom(),
            StandardCharsets.ISO_8859_1);
    Instant time;
    try {
      time = parse(text);
    } catch (DateTimeException e) {
      return Place.UNKNOWN;
    }
    boolean inside =
        (since == null || !time.isBefore(since)) && (until == null || time.isBefore(until));
    return inside ? Place.INSIDE : Place.OUTSIDE;
  }

  /**
   * @throws DateTimeException if the text is no time of RFC 3339
   */
  static Instant parse(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
