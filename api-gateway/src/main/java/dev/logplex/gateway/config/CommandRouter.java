package dev.logplex.gateway.config;

import dev.logplex.kafka.ConfigKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Brings each command to the one writer that may carry it out, on this gateway or another. While a
 * partition changes hands its commands wait.
 */
final class CommandRouter {

  private static final Duration OWNER_LIMIT = Duration.ofSeconds(10);
  private static final long APPLY_LIMIT_MS = 5_000;
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

  private final ConfigPartitions partitions;
  private final IntFunction<Optional<PartitionWriter>> writers;
  private final IntFunction<Optional<SystemRecord.Owner>> owners;
  private final PeerClient peers;
  private final AppliedOffsets applied;
  private final Consumer<String> refused;
  private volatile boolean closed;

  /**
   * @param writers the writer of a partition, if it is this gateway's
   * @param owners the gateway that writes a partition, if it is another one and can be reached
   * @param refused told of gateways whose port refuses connections
   */
  CommandRouter(
      ConfigPartitions partitions,
      IntFunction<Optional<PartitionWriter>> writers,
      IntFunction<Optional<SystemRecord.Owner>> owners,
      PeerClient peers,
      AppliedOffsets applied,
      Consumer<String> refused) {
    this.partitions = partitions;
    this.writers = writers;
    this.owners = owners;
    this.peers = peers;
    this.applied = applied;
    this.refused = refused;
  }

  /**
   * Has a command carried out by whoever may; it waits up to 10 s for such a gateway.
   *
   * @return completes when the change is visible in this process too; fails as {@link
   *     ConfigStore#execute} does
   */
  <R> CompletableFuture<R> route(ConfigCommand<R> command) {
    CompletableFuture<Committed<R>> answer = new CompletableFuture<>();
    long deadline = System.nanoTime() + OWNER_LIMIT.toNanos();
    attempt(command, partition(command), deadline, answer);
    return answer.thenCompose(this::visible);
  }

  /**
   * Carries a command out here.
   *
   * @return fails with {@link NotOwnerException} if the partition is not this gateway's
   */
  <R> CompletableFuture<Committed<R>> own(int partition, ConfigCommand<R> command) {
    return writers
        .apply(partition)
        .map(writer -> writer.submit(command))
        .orElseGet(() -> CompletableFuture.failedFuture(new NotOwnerException()));
  }

  /** Lets no command wait any longer. */
  void close() {
    closed = true;
  }

  private <R> void attempt(
      ConfigCommand<R> command,
      int partition,
      long deadline,
      CompletableFuture<Committed<R>> answer) {
    Optional<SystemRecord.Owner> owner =
        writers.apply(partition).isPresent() ? Optional.empty() : owners.apply(partition);
    CompletableFuture<Committed<R>> attempt =
        owner.isPresent()
            ? peers.execute(owner.get().url(), partition, command)
            : own(partition, command);
    attempt.whenComplete(
        (committed, error) -> {
          if (error == null) {
            answer.complete(committed);
          } else if (Errors.cause(error) instanceof NotOwnerException no) {
            if (no.refused() && owner.isPresent()) {
              refused.accept(owner.get().gateway());
            }
            retry(command, partition, deadline, answer);
          } else {
            answer.completeExceptionally(Errors.cause(error));
          }
        });
  }

  private <R> void retry(
      ConfigCommand<R> command,
      int partition,
      long deadline,
      CompletableFuture<Committed<R>> answer) {
    if (closed) {
      answer.completeExceptionally(new ConfigUnavailableException("the gateway is stopping", null));
    } else if (System.nanoTime() - deadline > 0) {
      answer.completeExceptionally(
          new ConfigUnavailableException("no gateway takes changes at the moment", null));
    } else {
      LATER.execute(() -> attempt(command, partition, deadline, answer));
    }
  }

  private <R> CompletableFuture<R> visible(Committed<R> committed) {
    CompletableFuture<Void> reached = applied.reached(committed.partition(), committed.offset());
    if (reached.isDone()) {
      return CompletableFuture.completedFuture(committed.result());
    }
    return reached
        .orTimeout(APPLY_LIMIT_MS, TimeUnit.MILLISECONDS)
        .handleAsync(
            (done, late) -> {
              if (late != null) {
                throw new ConfigUncertainException("the change was made, but is not seen", late);
              }
              return committed.result();
            });
  }

  private int partition(ConfigCommand<?> command) {
    return key(command).map(partitions::of).orElseGet(this::anyPartition);
  }

  /** The record that the command is about, if it is known before. */
  private static Optional<ConfigKey> key(ConfigCommand<?> command) {
    if (command instanceof ConfigCommand.OnChannel<?> c) {
      return Optional.of(ConfigKey.channel(c.channelId()));
    } else if (command instanceof ConfigCommand.PutCred c) {
      return Optional.of(ConfigKey.cred(c.cred().id()));
    } else if (command instanceof ConfigCommand.DeleteCred c) {
      return Optional.of(ConfigKey.cred(c.credId()));
    } else if (command instanceof ConfigCommand.SetSwitch) {
      return Optional.of(Switches.key());
    } else if (command instanceof ConfigCommand.SetFirehose) {
      return Optional.of(Firehose.key());
    } else if (command instanceof ConfigCommand.ClaimName c) {
      return Optional.of(SystemRecord.NameClaim.key(c.name()));
    } else if (command instanceof ConfigCommand.ReleaseName c) {
      return Optional.of(SystemRecord.NameClaim.key(c.name()));
    } else if (command instanceof ConfigCommand.AnnounceGateway c) {
      return Optional.of(SystemRecord.GatewayLease.key(c.gateway()));
    } else if (command instanceof ConfigCommand.RetractGateway c) {
      return Optional.of(SystemRecord.GatewayLease.key(c.gateway()));
    }
    return Optional.empty();
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
