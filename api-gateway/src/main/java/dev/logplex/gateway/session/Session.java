package dev.logplex.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.syslog.LineFilter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a session reads.
 *
 * @param channelId the channel
 * @param incarnation which channel of that id; 0 if there was none when the session was made
 * @param num lines of history, at least 0
 * @param tail whether new lines follow
 * @param source only lines of this source; null for all
 * @param ps only lines of this process, {@code web} matching {@code web.1}; null for all
 * @param text only lines whose content holds this; null for all
 * @param severity only lines at most so severe in number, 0 (emergency) to 7 (debug): all
 */
public record Session(
    String channelId,
    long incarnation,
    int num,
    boolean tail,
    String source,
    String ps,
    String text,
    int severity) {

  static final int DEFAULT_NUM = 100;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /** As RFC 5424 §6.2.1 numbers them; the names are those of syslog.h, old and new. */
  private static final Map<String, Integer> SEVERITIES =
      Map.ofEntries(
          Map.entry("emerg", 0),
          Map.entry("panic", 0),
          Map.entry("alert", 1),
          Map.entry("crit", 2),
          Map.entry("err", 3),
          Map.entry("error", 3),
          Map.entry("warning", 4),
          Map.entry("warn", 4),
          Map.entry("notice", 5),
          Map.entry("info", 6),
          Map.entry("debug", 7));

  public Session {
    Objects.requireNonNull(channelId, "channelId");
  }

  /**
   * Reads the body that creates a session. As in Logplex {@code num} is a text; a number will do
   * too, and anything else means the default. {@code tail} tails unless it is false or null. Beyond
   * Logplex: {@code text}, and {@code severity} as a name or a number.
   *
   * @throws IllegalArgumentException if {@code channel_id} is missing or no text, or {@code
   *     severity} is none; the text is for the client
   */
  public static Session parse(JsonNode body, long incarnation) {
    JsonNode channel = body.path("channel_id");
    if (!channel.isTextual()) {
      throw new IllegalArgumentException("'channel_id' missing");
    }
    return new Session(
        channel.asText(),
        incarnation,
        number(body.path("num")),
        tail(body.path("tail")),
        text(body.path("source")),
        text(body.path("ps")),
        text(body.path("text")),
        severity(body.path("severity")));
  }

  public LineFilter filter() {
    return LineFilter.of(
        source == null ? List.of() : List.of(source),
        ps == null ? List.of() : List.of(ps),
        text == null ? "" : text,
        severity);
  }

  private static int number(JsonNode num) {
    String text = num.asText();
    return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : DEFAULT_NUM;
  }

  private static boolean tail(JsonNode tail) {
    boolean no =
        tail.isMissingNode()
            || tail.isNull()
            || tail.isBoolean() && !tail.asBoolean()
            || tail.isTextual() && tail.asText().equals("false");
    return !no;
  }

  private static int severity(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return LineFilter.DEBUG;
    }
    String name = node.asText().toLowerCase(Locale.ROOT);
    Integer number = name.matches("[0-7]") ? Integer.valueOf(name) : SEVERITIES.get(name);
    if (number == null) {
      throw new IllegalArgumentException("'severity' is a syslog severity: 0 to 7, or its name");
    }
    return number;
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
