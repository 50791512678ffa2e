package dev.logplex.gateway.tail;

import dev.logplex.gateway.history.HistoryReader;
import dev.logplex.history.History;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Reads history for many readers: few channels at once, and one channel once for all who wait for
 * it. Safe for use by several threads.
 */
final class HistoryQueue {

  private final Function<String, CompletableFuture<History>> reader;
  private final int parallel;
  private final Executor executor;
  private final Map<String, CompletableFuture<History>> waiting = new LinkedHashMap<>();
  private int running;

  /**
   * @param reader reads as {@link HistoryReader#read}
   * @param parallel channels that are read at once
   * @param executor where reads start and end
   */
  HistoryQueue(
      Function<String, CompletableFuture<History>> reader, int parallel, Executor executor) {
    this.reader = reader;
    this.parallel = parallel;
    this.executor = executor;
  }

  /**
   * A read that starts after this call.
   *
   * @return completes on the executor; fails as the reader does
   */
  synchronized CompletableFuture<History> read(String channelId) {
    CompletableFuture<History> shared =
        waiting.computeIfAbsent(channelId, id -> new CompletableFuture<>());
    start();
    return shared;
  }

  private synchronized void start() {
    Iterator<Map.Entry<String, CompletableFuture<History>>> next = waiting.entrySet().iterator();
    while (running < parallel && next.hasNext()) {
      running++;
      executor.execute(this::readNext);
      next.next();
    }
  }

  private void readNext() {
    String channelId;
    CompletableFuture<History> result;
    synchronized (this) {
      Iterator<Map.Entry<String, CompletableFuture<History>>> next = waiting.entrySet().iterator();
      if (!next.hasNext()) {
        running--;
        return;
      }
      Map.Entry<String, CompletableFuture<History>> first = next.next();
      channelId = first.getKey();
      result = first.getValue();
      next.remove();
    }
    CompletableFuture<History> read;
    try {
      read = reader.apply(channelId);
    } catch (RuntimeException e) {
      read = CompletableFuture.failedFuture(e);
    }
    read.whenCompleteAsync(
        (history, failure) -> {
          synchronized (this) {
            running--;
          }
          start();
          if (failure == null) {
            result.complete(history);
          } else {
            result.completeExceptionally(failure);
          }
        },
        executor);
  }
}
