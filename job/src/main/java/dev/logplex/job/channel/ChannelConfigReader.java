package dev.logplex.job.channel;

import dev.logplex.job.PoisonRecords;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.kafka.ConfigKey;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads channels from {@code logplex.config}, leaving out the other kinds; a record that is none of
 * them is counted and left out.
 */
public final class ChannelConfigReader implements KafkaRecordDeserializationSchema<ChannelControl> {

  private static final long serialVersionUID = 1L;

  private transient PoisonRecords poison;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    poison = new PoisonRecords(context.getMetricGroup());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ChannelControl> out) {
    try {
      ConfigKey key = ConfigKey.parse(new String(record.key(), StandardCharsets.UTF_8));
      if (key.kind() == ConfigKey.Kind.CHANNEL) {
        out.collect(new ChannelControl.Configure(key.id(), routing(record)));
      }
    } catch (IllegalArgumentException | NullPointerException e) {
      poison.found(record, e);
    }
  }

  private static ChannelRouting routing(ConsumerRecord<byte[], byte[]> record) {
    // After compaction the null value is all that is left of a deletion. Versions are clock
    // readings shifted
    // by 16 bits, so the record's time tells which versions it ended.
    return record.value() == null
        ? ChannelRouting.deleted(record.timestamp() << 16)
        : ChannelRouting.parse(record.value());
  }

  @Override
  public TypeInformation<ChannelControl> getProducedType() {
    return ChannelControl.TYPE;
  }
}
