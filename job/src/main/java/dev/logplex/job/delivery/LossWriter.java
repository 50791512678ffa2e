package dev.logplex.job.delivery;

import dev.logplex.kafka.LossCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.Loss;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes losses to {@code logplex.losses}. A class of its own: Flink cannot type a lambda here. */
public final class LossWriter implements KafkaRecordSerializationSchema<Loss> {

  private static final long serialVersionUID = 1L;

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Loss loss, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        Topics.LOSSES, loss.drain().getBytes(StandardCharsets.UTF_8), LossCodec.encode(loss));
  }
}
