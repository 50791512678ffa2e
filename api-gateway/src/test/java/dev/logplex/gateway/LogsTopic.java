package dev.logplex.gateway;

import static org.awaitility.Awaitility.await;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.LogBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** What gateways write for the job, from now on. */
final class LogsTopic implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;

  /** A batch with the name of its request; null for none. */
  record Named(LogBatch batch, String dedupeId) {}

  LogsTopic(String bootstrapServers) {
    consumer = new KafkaConsumer<>(KafkaSettings.of(bootstrapServers).consumer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.LOGS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** Waits for so many batches. */
  List<Named> next(int count) {
    List<Named> batches = new ArrayList<>();
    await()
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100)).forEach(told -> batches.add(named(told)));
              return batches.size() >= count;
            });
    return batches;
  }

  private static Named named(ConsumerRecord<byte[], byte[]> told) {
    Header id = told.headers().lastHeader(Topics.DEDUPE_HEADER);
    return new Named(
        LogBatchCodec.decode(new String(told.key(), StandardCharsets.UTF_8), told.value()),
        id == null ? null : new String(id.value(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
