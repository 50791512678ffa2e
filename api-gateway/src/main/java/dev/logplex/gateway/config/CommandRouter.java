package dev.logplex.gateway.config;

import dev.logplex.kafka.ConfigKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Brings each command to the one writer that may carry it out. */
final class CommandRouter {

  private static final Duration OWNER_LIMIT = Duration.ofSeconds(10);
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

  private final ConfigPartitions partitions;
  private final IntFunction<Optional<PartitionWriter>> writers;
  private volatile boolean closed;

  CommandRouter(ConfigPartitions partitions, IntFunction<Optional<PartitionWriter>> writers) {
    this.partitions = partitions;
    this.writers = writers;
  }

  /**
   * While a partition changes hands the command waits, up to 10 s.
   *
   * @return fails as {@link ConfigStore#execute} does
   */
  <R> CompletableFuture<R> route(ConfigCommand<R> command) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    long deadline = System.nanoTime() + OWNER_LIMIT.toNanos();
    attempt(command, partition(command), deadline, answer);
    return answer;
  }

  /** Lets no command wait any longer. */
  void close() {
    closed = true;
  }

  private <R> void attempt(
      ConfigCommand<R> command, int partition, long deadline, CompletableFuture<R> answer) {
    Optional<PartitionWriter> writer = writers.apply(partition);
    if (writer.isEmpty()) {
      retry(command, partition, deadline, answer);
      return;
    }
    writer
        .get()
        .submit(command)
        .whenComplete(
            (result, error) -> {
              Throwable cause = error == null ? null : Errors.cause(error);
              if (cause == null) {
                answer.complete(result);
              } else if (cause instanceof NotOwnerException) {
                retry(command, partition, deadline, answer);
              } else {
                answer.completeExceptionally(cause);
              }
            });
  }

  private <R> void retry(
      ConfigCommand<R> command, int partition, long deadline, CompletableFuture<R> answer) {
    if (closed) {
      answer.completeExceptionally(new ConfigUnavailableException("the gateway is stopping", null));
    } else if (System.nanoTime() - deadline > 0) {
      answer.completeExceptionally(
          new ConfigUnavailableException("no gateway takes changes at the moment", null));
    } else {
      LATER.execute(() -> attempt(command, partition, deadline, answer));
    }
  }

  private int partition(ConfigCommand<?> command) {
    if (command instanceof ConfigCommand.OnChannel<?> c) {
      return partitions.of(ConfigKey.channel(c.channelId()));
    } else if (command instanceof ConfigCommand.PutCred c) {
      return partitions.of(ConfigKey.cred(c.cred().id()));
    } else if (command instanceof ConfigCommand.DeleteCred c) {
      return partitions.of(ConfigKey.cred(c.credId()));
    } else if (command instanceof ConfigCommand.ClaimName c) {
      return partitions.of(SystemRecord.NameClaim.key(c.name()));
    } else if (command instanceof ConfigCommand.ReleaseName c) {
      return partitions.of(SystemRecord.NameClaim.key(c.name()));
    }
    return anyPartition();
  }

  /** For what is new and may be anywhere: a partition of this gateway's own, if it has one. */
  private int anyPartition() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    List<Integer> own =
        IntStream.range(0, partitions.count())
            .filter(p -> writers.apply(p).isPresent())
            .boxed()
            .toList();
    return own.isEmpty() ? random.nextInt(partitions.count()) : own.get(random.nextInt(own.size()));
  }
}
