package dev.logplex.job.channel;

import dev.logplex.kafka.TailBatchCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.TailBatch;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes tail batches to {@code logplex.tail}. A class of its own: Flink cannot type a lambda here.
 */
public final class TailBatchWriter implements KafkaRecordSerializationSchema<TailBatch> {

  private static final long serialVersionUID = 1L;

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      TailBatch batch, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        Topics.TAIL,
        batch.channel().getBytes(StandardCharsets.UTF_8),
        TailBatchCodec.encode(batch));
  }
}
