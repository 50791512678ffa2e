package dev.logplex.gateway.config;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What Kafka tells of the configuration topic. Its answers take up to 10 s. */
final class ConfigTopic implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Admin admin;

  ConfigTopic(KafkaSettings kafka) {
    this.admin = Admin.create(kafka.admin());
  }

  /**
   * @throws KafkaException if Kafka does not answer or there is no such topic
   */
  ConfigPartitions partitions() {
    return new ConfigPartitions(
        get(admin.describeTopics(List.of(Topics.CONFIG)).topicNameValues().get(Topics.CONFIG))
            .partitions()
            .size());
  }

  /**
   * Offset behind the last committed record of a partition.
   *
   * @throws KafkaException if Kafka does not answer
   */
  long end(int partition) {
    TopicPartition place = new TopicPartition(Topics.CONFIG, partition);
    return get(admin
            .listOffsets(
                Map.of(place, OffsetSpec.latest()),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .partitionResult(place))
        .offset();
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while waiting for Kafka", e);
    }
  }
}
