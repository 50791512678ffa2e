package dev.logplex.job.channel;

import dev.logplex.job.RecordReader;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.kafka.ConfigKey;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads channels from {@code logplex.config}, leaving out the other kinds. */
public final class ChannelConfigReader extends RecordReader<ChannelControl> {

  private static final long serialVersionUID = 1L;

  @Override
  protected void read(ConsumerRecord<byte[], byte[]> record, Collector<ChannelControl> out) {
    ConfigKey key = ConfigKey.parse(new String(record.key(), StandardCharsets.UTF_8));
    if (key.kind() == ConfigKey.Kind.CHANNEL) {
      out.collect(new ChannelControl.Configure(key.id(), routing(record)));
    }
  }

  private static ChannelRouting routing(ConsumerRecord<byte[], byte[]> record) {
    // After compaction the null value is all that is left of a deletion. Versions are clock
    // readings shifted by 16 bits, so the record's time tells which versions it ended.
    return record.value() == null
        ? ChannelRouting.deleted(record.timestamp() << 16)
        : ChannelRouting.parse(record.value());
  }

  @Override
  public TypeInformation<ChannelControl> getProducedType() {
    return ChannelControl.TYPE;
  }
}
