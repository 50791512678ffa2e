package dev.logplex.gateway.config;

import java.util.concurrent.CompletableFuture;

/**
 * A command on its way through a writer, and its answer. Answers complete on the common pool, so
 * that what is chained to them cannot hold up the writer.
 */
final class PendingChange<R> {

  private final ConfigCommand<R> command;
  private final CompletableFuture<Committed<R>> answer = new CompletableFuture<>();
  private R result;
  private RuntimeException refusal;

  PendingChange(ConfigCommand<R> command) {
    this.command = command;
  }

  CompletableFuture<Committed<R>> answer() {
    return answer;
  }

  /** Decides what becomes of the command if the draft is written. */
  void decide(Rules rules, ConfigDraft draft) {
    try {
      result = rules.apply(command, draft);
    } catch (RuntimeException e) {
      refusal = e;
    }
  }

  /** The draft is written, and all of it is seen by who has read the partition up to an offset. */
  void finish(int partition, long offset) {
    if (refusal == null) {
      answer.completeAsync(() -> new Committed<>(result, partition, offset));
    } else {
      fail(refusal);
    }
  }

  void fail(RuntimeException error) {
    answer.completeAsync(
        () -> {
          throw error;
        });
  }
}
