package dev.logplex.gateway.session;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** How many lines a client asks for: digits, of which any number may come. */
public final class LineNumber {

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final int SAFE = 9;

  private LineNumber() {}

  /** The number, or the largest there is; empty if the text is none. */
  public static OptionalInt of(String text) {
    if (!DIGITS.matcher(text).matches()) {
      return OptionalInt.empty();
    }
    String digits = text.replaceFirst("^0+", "0");
    return OptionalInt.of(digits.length() > SAFE ? Integer.MAX_VALUE : Integer.parseInt(digits));
  }
}
