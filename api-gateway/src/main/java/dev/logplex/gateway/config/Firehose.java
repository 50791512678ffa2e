package dev.logplex.gateway.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.logplex.kafka.ConfigKey;
import java.util.List;

/**
 * Copies lines of all channels to the drains of a few.
 *
 * @param channels ids of the channels whose drains get copies: each line goes to one of them
 * @param tokens names of the tokens whose lines are copied
 */
public record Firehose(List<String> channels, List<String> tokens) implements SystemRecord {

  /** Copies nothing. */
  public static final Firehose NONE = new Firehose(List.of(), List.of());

  public Firehose {
    channels = channels == null ? List.of() : channels.stream().distinct().toList();
    tokens = tokens == null ? List.of() : tokens.stream().distinct().toList();
  }

  /** Whether nothing is copied. */
  @JsonIgnore
  public boolean isEmpty() {
    return channels.isEmpty() || tokens.isEmpty();
  }

  static ConfigKey key() {
    return ConfigKey.system("firehose");
  }
}
