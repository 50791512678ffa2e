package dev.logplex.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Reads {@code Content-Type} and {@code Accept} (RFC 9110 §8.3, §12.5.1). */
public final class MediaTypes {

  private MediaTypes() {}

  /** The media type without its parameters, in lower case; empty if there is none. */
  public static String type(String contentType) {
    if (contentType == null) {
      return "";
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * All {@code Accept} headers of a request as the one they mean (RFC 9110 §5.3); null for none.
   */
  public static String accept(HttpServletRequest request) {
    List<String> all = Collections.list(request.getHeaders("Accept"));
    return all.isEmpty() ? null : String.join(",", all);
  }

  /** Whether a client that sent this {@code Accept} takes a type such as {@code text/plain}. */
  public static boolean accepts(String accept, String type) {
    if (accept == null || accept.isBlank()) {
      return true;
    }
    String group = type.substring(0, type.indexOf('/') + 1) + "*";
    double quality = -1;
    int specific = -1;
    for (String range : accept.split(",")) {
      String name = type(range);
      int match = name.equals(type) ? 2 : name.equals(group) ? 1 : name.equals("*/*") ? 0 : -1;
      if (match > specific) {
        specific = match;
        quality = quality(range);
      }
    }
    return quality > 0;
  }

  /** Whether {@code Accept} names this very type. */
  public static boolean names(String accept, String type) {
    if (accept != null) {
      for (String range : accept.split(",")) {
        if (type(range).equals(type) && quality(range) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static double quality(String range) {
    for (String parameter : range.split(";")) {
      String text = parameter.strip().toLowerCase(Locale.ROOT);
      if (text.startsWith("q=")) {
        try {
          return Double.parseDouble(text.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
