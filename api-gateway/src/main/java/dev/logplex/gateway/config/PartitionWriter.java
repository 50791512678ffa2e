package dev.logplex.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a partition while its gateway owns it: takes commands in turn, as many as wait
 * into one transaction, and answers when they are committed and applied, here and elsewhere.
 *
 * <p>Between two transactions it waits until its own writes were read back, so rules always see the
 * newest state. When Kafka is away, waiting commands fail within some 10 s and the writer goes on
 * trying. A writer that was fenced ends.
 */
final class PartitionWriter {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionWriter.class);
  private static final int QUEUE = 10_000;
  private static final int MAX_GROUP = 500;
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final long APPLY_LIMIT_MS = 10_000;

  private final int partition;
  private final WriterContext context;
  private final BlockingQueue<PendingChange<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean ended;

  /** Offset behind the last transaction. */
  private long written;

  PartitionWriter(int partition, WriterContext context) {
    this.partition = partition;
    this.context = context;
    this.thread = new Thread(this::run, "logplex-config-writer-" + partition);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Queues a command.
   *
   * @return fails with {@link NotOwnerException} if the writer ended before it took the command up
   */
  <R> CompletableFuture<Committed<R>> submit(ConfigCommand<R> command) {
    PendingChange<R> change = new PendingChange<>(command);
    if (!queue.offer(change)) {
      change.fail(new ConfigUnavailableException("too many changes wait for Kafka", null));
    }
    if (ended) {
      failQueued(new NotOwnerException());
    }
    return change.answer();
  }

  /** Asks the writer to end after the transaction under way. */
  void stop() {
    stopping.countDown();
  }

  /** Waits for the end; true if it came. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    thread.join(limit.toMillis());
    return !thread.isAlive();
  }

  private void run() {
    try {
      while (stopping.getCount() > 0) {
        try (PartitionProducer producer = new PartitionProducer(context.kafka(), partition)) {
          takeOver(producer);
          serve(producer);
        } catch (CommitException e) {
          LOG.warn("writer of configuration partition {}: {}", partition, e.getMessage());
          if (e.fenced()) {
            stop();
            context.fenced().run();
          }
          stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
          LOG.warn("configuration partition {} cannot be written now", partition, e);
          failQueued(new ConfigUnavailableException("Kafka takes no changes at the moment", e));
          stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      failQueued(new NotOwnerException());
    }
  }

  /** Reads what predecessors wrote, then tells who writes from now on. */
  private void takeOver(PartitionProducer producer) throws CommitException, InterruptedException {
    awaitApplied(context.topic().end(partition));
    ConfigDraft draft = draft();
    draft.put(context.self());
    written = producer.commit(draft.entries());
    awaitApplied(written);
    LOG.info("writing configuration partition {}", partition);
  }

  private void serve(PartitionProducer producer) throws CommitException, InterruptedException {
    List<PendingChange<?>> group = new ArrayList<>();
    while (stopping.getCount() > 0) {
      PendingChange<?> first = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        group.add(first);
        queue.drainTo(group, MAX_GROUP - 1);
        execute(group, producer);
        group.clear();
      }
    }
  }

  private void execute(List<PendingChange<?>> group, PartitionProducer producer)
      throws CommitException, InterruptedException {
    RuntimeException failure =
        new ConfigUncertainException("the change was cut off; it may have been made", null);
    boolean done = false;
    try {
      ConfigDraft draft = draft();
      group.forEach(change -> change.decide(context.rules(), draft));
      List<ConfigDraft.Entry> entries = draft.entries();
      if (!entries.isEmpty()) {
        written = producer.commit(entries);
        awaitApplied(written);
      }
      done = true;
    } catch (CommitException e) {
      if (e.outcome() == CommitException.Outcome.NOT_COMMITTED) {
        failure = new ConfigUnavailableException("Kafka did not take the change", e);
      }
      throw e;
    } finally {
      if (done) {
        answer(List.copyOf(group), written);
      } else {
        for (PendingChange<?> change : group) {
          change.fail(failure);
        }
      }
    }
  }

  /** Meanwhile the next transaction may go on. */
  private void answer(List<PendingChange<?>> group, long offset) {
    context
        .peers()
        .seenByAll(partition, offset)
        .thenRun(() -> group.forEach(change -> change.finish(partition, offset)));
  }

  private ConfigDraft draft() {
    return new ConfigDraft(
        context.state(),
        context.codec(),
        context.partitions(),
        partition,
        System.currentTimeMillis());
  }

  private void awaitApplied(long offset) throws InterruptedException {
    try {
      context.applied().reached(partition, offset).get(APPLY_LIMIT_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new ConfigUnavailableException("the configuration topic cannot be read", e);
    }
  }

  private void failQueued(RuntimeException error) {
    for (PendingChange<?> left = queue.poll(); left != null; left = queue.poll()) {
      left.fail(error);
    }
  }
}
