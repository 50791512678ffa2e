package dev.logplex.syslog;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The message grammar once more, as patterns over ISO 8859-1 text: what {@link SyslogMessage} has
 * to find.
 */
record ReferenceMessage(int priority, String time, String ps, String content) {

  private static final String FIELD = "([^\\x00-\\x20\\x7f]+)";
  private static final Pattern HEADER =
      Pattern.compile(
          "<([0-9]+)>"
              + FIELD
              + " "
              + FIELD
              + " "
              + FIELD
              + " "
              + FIELD
              + " "
              + FIELD
              + " "
              + FIELD);
  private static final Pattern END = Pattern.compile("\\n?\\z");
  private static final Pattern STRUCTURED_DATA =
      Pattern.compile("-|(?:\\[(?:\\\\.|[^\\\\\\]])*+\\])++", Pattern.DOTALL);

  /** The parts of a message, or null if the text is none. */
  static ReferenceMessage of(String text) {
    Matcher header = HEADER.matcher(text);
    if (!header.lookingAt()) {
      return null;
    }
    String rest = text.substring(header.end());
    String content;
    if (ends(rest)) {
      content = rest;
    } else if (rest.startsWith(" ")) {
      content = withoutStructuredData(rest.substring(1));
    } else {
      return null;
    }
    int priority = new BigInteger(header.group(1)).mod(BigInteger.valueOf(256)).intValue();
    return new ReferenceMessage(priority, header.group(3), header.group(6), content);
  }

  private static String withoutStructuredData(String text) {
    Matcher structuredData = STRUCTURED_DATA.matcher(text);
    if (structuredData.lookingAt()) {
      String rest = text.substring(structuredData.end());
      if (ends(rest)) {
        return rest;
      }
      if (rest.startsWith(" ")) {
        return rest.substring(1);
      }
    }
    return text;
  }

  private static boolean ends(String rest) {
    return END.matcher(rest).matches();
  }
}
