package dev.logplex.gateway.config;

import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.model.Channel;
import dev.logplex.model.ClientCertificate;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.Token;
import java.util.Map;

/**
 * Keeps a channel's record well below the largest that Kafka takes: one that could not be written
 * would hold up the changes written together with it.
 */
final class ChannelSize {

  /** About 4,000 tokens. */
  private static final long LIMIT = KafkaSettings.MAX_RECORD_OCTETS / 2;

  /** Octets that one character takes at most, escaped in JSON or sealed. */
  private static final long EXPANSION = 6;

  private static final long TOKEN_OCTETS = 200;
  private static final long DRAIN_OCTETS = 500;

  private ChannelSize() {}

  /**
   * @throws ConfigRefusedException if the channel may take more room than there is
   */
  static void require(Channel channel) {
    long octets = channel.name() == null ? 0 : EXPANSION * channel.name().length();
    for (Token token : channel.tokens()) {
      octets += TOKEN_OCTETS + EXPANSION * token.name().length();
    }
    for (Drain drain : channel.drains()) {
      octets += DRAIN_OCTETS + EXPANSION * characters(drain);
    }
    if (octets > LIMIT) {
      throw new ConfigRefusedException(Reason.CHANNEL_TOO_LARGE);
    }
  }

  private static long characters(Drain drain) {
    DrainOptions options = drain.options();
    long characters = drain.active() ? drain.url().length() : 0;
    characters += options.sources().stream().mapToLong(String::length).sum();
    characters += options.processes().stream().mapToLong(String::length).sum();
    for (Map.Entry<String, String> header : options.headers().entrySet()) {
      characters += header.getKey().length() + header.getValue().length();
    }
    ClientCertificate shown = options.clientCertificate();
    characters += shown == null ? 0 : shown.chainPem().length() + shown.keyPem().length();
    return characters + (options.caPem() == null ? 0 : options.caPem().length());
  }
}
