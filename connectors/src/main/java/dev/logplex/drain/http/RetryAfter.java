package dev.logplex.drain.http;

import io.netty.handler.codec.DateFormatter;
import java.util.Date;

/**
 * Reads the header {@code Retry-After} (RFC 9110 §10.2.3): seconds, or a date in any of HTTP's
 * three forms.
 */
final class RetryAfter {

  private static final int MAX_DIGITS = 9;

  private RetryAfter() {}

  /** Milliseconds from now; 0 for no value, one that cannot be read, or one in the past. */
  static long millis(String value, long now) {
    if (value == null) {
      return 0;
    }
    String text = value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.length() > MAX_DIGITS ? Long.MAX_VALUE / 2 : Long.parseLong(text) * 1_000;
    }
    Date then = DateFormatter.parseHttpDate(text);
    return then == null ? 0 : Math.max(then.getTime() - now, 0);
  }
}
