package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process of a cluster.
 *
 * @param number from 1; 0 for what there is one of
 */
record Part(Kind kind, int number) {

  static final Part KAFKA = new Part(Kind.KAFKA, 0);
  static final Part JOBMANAGER = new Part(Kind.JOBMANAGER, 0);
  static final Part SUPERVISOR = new Part(Kind.SUPERVISOR, 0);

  private static final Pattern NAME = Pattern.compile("([a-z]+)(?:-([1-9][0-9]{0,2}))?");

  enum Kind {
    KAFKA(false),
    JOBMANAGER(false),
    TASKMANAGER(true),
    GATEWAY(true),
    SUPERVISOR(false);

    private final boolean several;

    Kind(boolean several) {
      this.several = several;
    }
  }

  static Part taskManager(int number) {
    return new Part(Kind.TASKMANAGER, number);
  }

  static Part gateway(int number) {
    return new Part(Kind.GATEWAY, number);
  }

  /**
   * @throws StartException if no part has such a name
   */
  static Part parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (matcher.matches()) {
      for (Kind kind : Kind.values()) {
        boolean numbered = matcher.group(2) != null;
        if (kind.several == numbered && matcher.group(1).equals(lower(kind))) {
          return new Part(kind, numbered ? Integer.parseInt(matcher.group(2)) : 0);
        }
      }
    }
    throw new StartException(
        "there is no part '"
            + name
            + "'; parts are kafka, jobmanager, taskmanager-N, gateway-N and supervisor");
  }

  /** As in {@code taskmanager-1}. */
  String name() {
    return lower(kind) + (kind.several ? "-" + number : "");
  }

  @Override
  public String toString() {
    return name();
  }

  private static String lower(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
