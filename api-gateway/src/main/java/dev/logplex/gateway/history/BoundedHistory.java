package dev.logplex.gateway.history;

import dev.logplex.history.History;
import dev.logplex.model.Channel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads history, and gives up soon: a client that is told so can come back. */
public final class BoundedHistory {

  private final HistoryReader reader;
  private final Duration limit;
  private final Executor executor;

  /**
   * @param executor runs what follows a read, off the reader's own threads
   */
  public BoundedHistory(HistoryReader reader, Duration limit, Executor executor) {
    this.reader = reader;
    this.limit = limit;
    this.executor = executor;
  }

  /**
   * Reads the history of this very channel, not of an earlier one that had its id.
   *
   * @return fails with {@link HistoryUnavailableException} if the history cannot be had in time
   */
  public CompletableFuture<History> read(Channel channel) {
    return read(channel.id()).thenApply(history -> history.ofLife(channel.incarnation()));
  }

  /**
   * Reads what the job has under an id.
   *
   * @return fails with {@link HistoryUnavailableException} if the history cannot be had in time
   */
  public CompletableFuture<History> read(String channelId) {
    return reader
        .read(channelId)
        .copy()
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .handleAsync(
            (history, failure) -> {
              if (failure == null) {
                return history;
              }
              throw unavailable(failure);
            },
            executor);
  }

  private HistoryUnavailableException unavailable(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof HistoryUnavailableException known) {
      return known;
    }
    return new HistoryUnavailableException(
        cause instanceof TimeoutException
            ? "no history within " + limit.toMillis() + " ms"
            : "history cannot be read",
        cause);
  }
}
