package dev.logplex.drain.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers a drain may have added to its requests. */
public final class DrainHeaders {

  private static final int MAX_VALUE = 4_096;

  /** RFC 9110 §5.6.2. */
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  /** Visible ASCII, blanks only inside; empty is allowed. */
  private static final Pattern VALUE =
      Pattern.compile("|[\\x21-\\x7e](?:[\\x20-\\x7e\\t]*[\\x21-\\x7e])?");

  /** Ours, and those that frame or route a message. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private DrainHeaders() {}

  /**
   * @throws IllegalArgumentException if the header cannot be added; the message names it, and never
   *     shows its value
   */
  public static void check(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a header's name has only letters, digits and dashes");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(lower) || lower.startsWith("logplex-")) {
      throw new IllegalArgumentException("the header '" + name + "' cannot be set");
    }
    if (value.length() > MAX_VALUE || !VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the value of the header '" + name + "' is too long or not printable ASCII");
    }
  }
}
