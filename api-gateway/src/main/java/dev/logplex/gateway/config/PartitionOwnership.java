package dev.logplex.gateway.config;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the partitions of the configuration topic among the living gateways by Kafka's consumer
 * group protocol, and runs a writer for each that falls to this one. The consumer reads nothing.
 */
final class PartitionOwnership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionOwnership.class);
  static final String GROUP = "logplex-config-owners";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

  private final Map<Integer, PartitionWriter> writers = new ConcurrentHashMap<>();
  private final IntFunction<PartitionWriter> start;
  private final Consumer<byte[], byte[]> consumer;
  private final AtomicBoolean rejoin = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "logplex-config-ownership");

  /**
   * @param start starts the writer of a partition
   */
  PartitionOwnership(
      KafkaSettings kafka, ConfigStoreSettings settings, IntFunction<PartitionWriter> start) {
    this.start = start;
    int sessionMillis = (int) settings.sessionTimeout().toMillis();
    Properties p = kafka.consumer();
    p.setProperty(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    p.setProperty(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.gatewayId());
    p.setProperty(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Integer.toString(sessionMillis));
    p.setProperty(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Integer.toString(sessionMillis / 6));
    p.setProperty(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "60000");
    p.setProperty(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    this.consumer = new KafkaConsumer<>(p);
    thread.setDaemon(true);
    thread.start();
  }

  /** The writer of a partition, if this gateway owns it. */
  Optional<PartitionWriter> writer(int partition) {
    return Optional.ofNullable(writers.get(partition));
  }

  /** Gives up all partitions and asks for its share anew. */
  void rejoin() {
    rejoin.set(true);
  }

  /** Finishes the transactions under way and leaves the partitions to the others at once. */
  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      thread.join(2 * STOP_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      consumer.subscribe(List.of(Topics.CONFIG), new Assignment());
      while (closed.getCount() > 0) {
        step();
      }
    } catch (FencedInstanceIdException e) {
      LOG.error("another gateway runs with this one's id; leaving the writing to it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stop(List.copyOf(writers.keySet()));
      consumer.close(
          CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
              .withTimeout(STOP_LIMIT));
    }
  }

  private void step() throws InterruptedException {
    try {
      if (rejoin.getAndSet(false)) {
        consumer.unsubscribe();
        consumer.subscribe(List.of(Topics.CONFIG), new Assignment());
      }
      consumer.poll(POLL);
    } catch (WakeupException e) {
      LOG.debug("woken up to close");
    } catch (FencedInstanceIdException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("cannot take part in sharing the configuration: {}", e.getMessage());
      closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void stop(Collection<Integer> partitions) {
    List<PartitionWriter> stopping =
        partitions.stream().map(writers::remove).filter(Objects::nonNull).toList();
    stopping.forEach(PartitionWriter::stop);
    try {
      for (PartitionWriter writer : stopping) {
        if (!writer.awaitEnd(STOP_LIMIT)) {
          LOG.warn("a configuration writer still waits for Kafka; the next one will fence it");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts and stops writers as the group decides. */
  private final class Assignment implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
      for (TopicPartition partition : partitions) {
        writers.computeIfAbsent(partition.partition(), start::apply);
      }
    }

    /** Also called when the partitions are lost: then the next owner fences what still runs. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      stop(partitions.stream().map(TopicPartition::partition).toList());
    }
  }
}
