package dev.logplex.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.syslog.LineFilter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a session reads.
 *
 * @param channelId the channel; null if the body named none, which is told when it is read
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

  /** Keeps signed URLs well under the limit for a request's head. */
  private static final int MAX_TEXT = 255;

  /** No such severity. */
  private static final int UNKNOWN = -1;

  private static final Pattern SEVERITY = Pattern.compile("[0-7]");

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

  /**
   * Reads the body that creates a session. As in Logplex {@code num} is a text; a number will do
   * too, and anything else means the default. {@code tail} tails unless it is false or null. Beyond
   * Logplex: {@code text}, and {@code severity} as a name or a number.
   */
  public static Session parse(JsonNode body, long incarnation) {
    JsonNode channel = body.path("channel_id");
    boolean named = channel.isTextual() || channel.isIntegralNumber();
    return new Session(
        named ? channel.asText() : null,
        incarnation,
        number(body.path("num")),
        tail(body.path("tail")),
        text(body.path("source")),
        text(body.path("ps")),
        text(body.path("text")),
        severity(body.path("severity")));
  }

  /** Why this is no session to be had, for the client; empty if it is one. */
  public Optional<String> problem() {
    if (Stream.of(channelId, source, ps, text).anyMatch(t -> t != null && t.length() > MAX_TEXT)) {
      return Optional.of(
          "channel_id, source, ps and text have at most " + MAX_TEXT + " characters");
    }
    return severity == UNKNOWN
        ? Optional.of("severity is that of syslog: 0 to 7, or its name")
        : Optional.empty();
  }

  /** The same, ending behind history. */
  public Session withoutTail() {
    return new Session(channelId, incarnation, num, false, source, ps, text, severity);
  }

  public LineFilter filter() {
    return LineFilter.of(
        source == null ? List.of() : List.of(source),
        ps == null ? List.of() : List.of(ps),
        text == null ? "" : text,
        severity);
  }

  private static int number(JsonNode num) {
    return LineNumber.of(num.asText()).orElse(DEFAULT_NUM);
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
    return SEVERITY.matcher(name).matches()
        ? Integer.parseInt(name)
        : SEVERITIES.getOrDefault(name, UNKNOWN);
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
