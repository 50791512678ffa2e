package dev.logplex.job.channel;

import dev.logplex.job.PoisonRecords;
import dev.logplex.kafka.LogBatchCodec;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads batches from {@code logplex.logs}; a record that is none is counted and left out. */
public final class AcceptedBatchReader implements KafkaRecordDeserializationSchema<AcceptedBatch> {

  private static final long serialVersionUID = 1L;

  private transient PoisonRecords poison;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    poison = new PoisonRecords(context.getMetricGroup());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<AcceptedBatch> out) {
    try {
      String channel = new String(record.key(), StandardCharsets.UTF_8);
      Header dedupe = record.headers().lastHeader(LogBatchCodec.DEDUPE_HEADER);
      out.collect(
          new AcceptedBatch(
              LogBatchCodec.decode(channel, record.value()),
              dedupe == null ? null : new String(dedupe.value(), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | NullPointerException e) {
      poison.found(record, e);
    }
  }

  @Override
  public TypeInformation<AcceptedBatch> getProducedType() {
    return AcceptedBatch.TYPE;
  }
}
