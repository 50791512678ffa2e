package dev.logplex.job;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads one topic's records. A record that is not what its topic should hold is counted and left
 * out: it would be so for ever, and must not restart the job.
 *
 * @param <T> what the records hold
 */
public abstract class RecordReader<T> implements KafkaRecordDeserializationSchema<T> {

  private static final long serialVersionUID = 1L;

  private transient PoisonRecords poison;

  @Override
  public final void open(DeserializationSchema.InitializationContext context) {
    poison = new PoisonRecords(context.getMetricGroup());
  }

  @Override
  public final void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) {
    try {
      read(record, out);
    } catch (IllegalArgumentException | NullPointerException e) {
      poison.found(record, e);
    }
  }

  /**
   * Hands on what the record holds.
   *
   * @throws IllegalArgumentException if it is not what it should be
   * @throws NullPointerException if its key or value is missing
   */
  protected abstract void read(ConsumerRecord<byte[], byte[]> record, Collector<T> out);
}
