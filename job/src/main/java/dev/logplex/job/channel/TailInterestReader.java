package dev.logplex.job.channel;

import dev.logplex.job.RecordReader;
import dev.logplex.kafka.TailInterestCodec;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads leases from {@code logplex.interest}. */
public final class TailInterestReader extends RecordReader<ChannelControl> {

  private static final long serialVersionUID = 1L;

  @Override
  protected void read(ConsumerRecord<byte[], byte[]> record, Collector<ChannelControl> out) {
    String channel = new String(record.key(), StandardCharsets.UTF_8);
    out.collect(new ChannelControl.Tail(TailInterestCodec.decode(channel, record.value())));
  }

  @Override
  public TypeInformation<ChannelControl> getProducedType() {
    return ChannelControl.TYPE;
  }
}
