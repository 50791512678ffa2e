package dev.logplex.gateway.config;

import dev.logplex.model.Channel;
import dev.logplex.model.Cred;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Channels, tokens, drains, creds and switches: read from memory, changed through the compacted
 * topic. Safe for use by several threads.
 */
public interface ConfigStore extends AutoCloseable {

  Optional<Channel> channel(String id);

  /** The channel with this unique name. */
  Optional<Channel> channelNamed(String name);

  /** Whose lines those are that name this token. */
  Optional<TokenGrant> token(String tokenId);

  Optional<Cred> cred(String id);

  /** All creds, in no order. */
  List<Cred> creds();

  /** What operators switched off. */
  Switches switches();

  Firehose firehose();

  /**
   * Applies one change to the newest state. When the result completes the change is in Kafka, in
   * this store's memory, and visible to the next request on any gateway.
   *
   * @return what came of it; fails with {@link ConfigRefusedException} if the rules do not allow
   *     the change, and with another exception if it is unknown whether the change happened
   */
  <R> CompletableFuture<R> execute(ConfigCommand<R> command);

  @Override
  void close();

  /**
   * What a write token allows.
   *
   * @param channel the channel as of now
   * @param source name of the token, shown as the source of its lines
   */
  record TokenGrant(Channel channel, String source) {}
}
