package dev.logplex.job.channel;

import dev.logplex.job.PoisonRecords;
import dev.logplex.kafka.TailInterestCodec;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads leases from {@code logplex.interest}; a record that is none is counted and left out. */
public final class TailInterestReader implements KafkaRecordDeserializationSchema<ChannelControl> {

  private static final long serialVersionUID = 1L;

  private transient PoisonRecords poison;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    poison = new PoisonRecords(context.getMetricGroup());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ChannelControl> out) {
    try {
      String channel = new String(record.key(), StandardCharsets.UTF_8);
      out.collect(new ChannelControl.Tail(TailInterestCodec.decode(channel, record.value())));
    } catch (IllegalArgumentException | NullPointerException e) {
      poison.found(record, e);
    }
  }

  @Override
  public TypeInformation<ChannelControl> getProducedType() {
    return ChannelControl.TYPE;
  }
}
