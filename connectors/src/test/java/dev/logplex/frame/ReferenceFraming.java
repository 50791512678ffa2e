package dev.logplex.frame;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The framing rules once more, written for clearness with patterns: what the scanner has to do. */
final class ReferenceFraming {

  private static final Pattern LENGTH = Pattern.compile("([1-9][0-9]*)(?s:(.?))");

  private final List<String> items = new ArrayList<>();
  private int end;

  ReferenceFraming(byte[] body, int maxLength) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    while (end < text.length()) {
      Matcher length = LENGTH.matcher(text).region(end, text.length());
      FrameError error = FrameError.NO_LENGTH;
      if (length.lookingAt()) {
        boolean tooLong =
            new BigInteger(length.group(1)).compareTo(BigInteger.valueOf(maxLength)) > 0;
        if (!tooLong && length.group(2).isEmpty()) {
          return;
        }
        if (!tooLong && length.group(2).equals(" ")) {
          int messageEnd = length.end() + Integer.parseInt(length.group(1));
          if (messageEnd > text.length()) {
            return;
          }
          items.add(text.substring(length.end(), messageEnd));
          end = messageEnd;
          continue;
        }
        error = tooLong ? FrameError.TOO_LONG : FrameError.NO_LENGTH;
      }
      int lf = text.indexOf('\n', end);
      if (lf < 0) {
        return;
      }
      String line = text.substring(end, lf);
      items.add(
          "!" + error + " " + (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line));
      end = lf + 1;
    }
  }

  List<String> items() {
    return items;
  }

  int end() {
    return end;
  }
}
