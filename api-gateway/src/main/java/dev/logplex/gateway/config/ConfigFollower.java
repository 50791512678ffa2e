package dev.logplex.gateway.config;

import dev.logplex.kafka.ConfigKey;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all of the configuration topic, from its beginning and then on, into the state. */
final class ConfigFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigFollower.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  private final ConfigState state;
  private final AppliedOffsets applied;
  private final List<TopicPartition> partitions;
  private final Consumer<byte[], byte[]> consumer;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "logplex-config-follower");

  /** Ends of the partitions when this started; null until Kafka told. */
  private Map<TopicPartition, Long> ends;

  ConfigFollower(
      KafkaSettings kafka, ConfigState state, AppliedOffsets applied, int partitionCount) {
    this.state = state;
    this.applied = applied;
    this.partitions =
        IntStream.range(0, partitionCount)
            .mapToObj(p -> new TopicPartition(Topics.CONFIG, p))
            .toList();
    this.consumer = new KafkaConsumer<>(kafka.consumer());
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.setDaemon(true);
    thread.start();
  }

  /** Completes when all was read that was in the topic at the start. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      while (closed.getCount() > 0) {
        try {
          step();
        } catch (WakeupException e) {
          LOG.debug("woken up to close");
        } catch (KafkaException e) {
          LOG.warn("cannot read the configuration topic, trying again: {}", e.getMessage());
          closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ready.completeExceptionally(new ConfigUnavailableException("the gateway is stopping", null));
    }
  }

  private void step() {
    if (ends == null) {
      ends = consumer.endOffsets(partitions);
    }
    int unreadable = 0;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      if (!applied(record)) {
        unreadable++;
      }
    }
    if (unreadable > 0) {
      LOG.error("{} configuration records cannot be read; is the secret key right?", unreadable);
    }
    for (TopicPartition partition : partitions) {
      applied.advance(partition.partition(), consumer.position(partition));
    }
    if (!ready.isDone() && partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p))) {
      ready.complete(null);
    }
  }

  private boolean applied(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.key() == null) {
        throw new IllegalArgumentException("no key");
      }
      ConfigKey key = ConfigKey.parse(new String(record.key(), StandardCharsets.UTF_8));
      state.apply(record.partition(), key, record.value());
      return true;
    } catch (IllegalArgumentException e) {
      LOG.debug(
          "unreadable configuration record at partition {} offset {}: {}",
          record.partition(),
          record.offset(),
          e.getMessage());
      return false;
    }
  }
}
