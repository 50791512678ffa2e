package dev.logplex.kafka;

import java.util.Objects;

/**
 * Key of a record in {@link Topics#CONFIG}, written {@code kind:id}.
 *
 * @param kind what the record is
 * @param id which one, unique within the kind; may hold any character
 */
public record ConfigKey(Kind kind, String id) {

  /** The kinds of configuration. */
  public enum Kind {
    CHANNEL("channel"),
    CRED("cred"),
    /** Switches, firehose, counters and owners: what is no channel and no cred. */
    SYSTEM("system");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  public ConfigKey {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(id, "id");
  }

  public static ConfigKey channel(String id) {
    return new ConfigKey(Kind.CHANNEL, id);
  }

  public static ConfigKey cred(String id) {
    return new ConfigKey(Kind.CRED, id);
  }

  public static ConfigKey system(String id) {
    return new ConfigKey(Kind.SYSTEM, id);
  }

  /**
   * @throws IllegalArgumentException if the text is not of the form {@code kind:id}
   */
  public static ConfigKey parse(String text) {
    int colon = text.indexOf(':');
    for (Kind kind : Kind.values()) {
      if (colon == kind.prefix.length() && text.startsWith(kind.prefix)) {
        return new ConfigKey(kind, text.substring(colon + 1));
      }
    }
    throw new IllegalArgumentException("unknown configuration key");
  }

  /** As written to Kafka. */
  @Override
  public String toString() {
    return kind.prefix + ":" + id;
  }
}
