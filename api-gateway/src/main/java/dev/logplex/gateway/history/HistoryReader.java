package dev.logplex.gateway.history;

import dev.logplex.history.History;
import java.util.concurrent.CompletableFuture;

/** Reads a channel's newest lines. Safe for use by several threads. */
public interface HistoryReader extends AutoCloseable {

  /**
   * @return the history, empty for a channel that never had a line; fails with {@link
   *     HistoryUnavailableException} if it cannot be read now
   */
  CompletableFuture<History> read(String channelId);

  @Override
  void close();
}
