package dev.logplex.job.delivery;

import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.LogBatch;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes warnings to {@code logplex.logs}, where their channel reads them like any line. */
public final class WarningWriter implements KafkaRecordSerializationSchema<LogBatch> {

  private static final long serialVersionUID = 1L;

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      LogBatch warning, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        Topics.LOGS,
        warning.channel().getBytes(StandardCharsets.UTF_8),
        LogBatchCodec.encode(warning));
  }
}
