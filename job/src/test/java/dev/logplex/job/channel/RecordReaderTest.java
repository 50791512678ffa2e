package dev.logplex.job.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.job.RecordReader;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.TailInterestCodec;
import dev.logplex.model.LogBatch;
import dev.logplex.model.TailInterest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordReaderTest {

  private static final byte[] KEY = octets("app-1");

  @Test
  void aBatchIsReadWithItsDedupeId() {
    byte[] value =
        LogBatchCodec.encode(new LogBatch("app-1", 7, 8, 2, TestFrames.numbered(1, 2, 0)));
    ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("t", 0, 0, KEY, value);
    record.headers().add(LogBatchCodec.DEDUPE_HEADER, octets("request-1"));
    assertThat(read(new AcceptedBatchReader(), record))
        .singleElement()
        .satisfies(
            accepted -> {
              assertThat(accepted.dedupeId()).isEqualTo("request-1");
              assertThat(accepted.batch().lines()).isEqualTo(2);
            });
  }

  @Test
  void recordsThatAreNoBatchesAreLeftOut() {
    byte[] frames = TestFrames.numbered(1, 2, 0);
    byte[] liar = frames.clone();
    liar[0] = '9';
    for (byte[] value :
        new byte[][] {
          null,
          {},
          octets("hello"),
          LogBatchCodec.encode(new LogBatch("app-1", 7, 8, 3, frames)),
          LogBatchCodec.encode(new LogBatch("app-1", 7, 8, 2, liar)),
          LogBatchCodec.encode(new LogBatch("app-1", 7, 8, 1, octets("5 hello")))
        }) {
      assertThat(read(new AcceptedBatchReader(), new ConsumerRecord<>("t", 0, 0, KEY, value)))
          .isEmpty();
    }
    assertThat(
            read(
                new AcceptedBatchReader(),
                new ConsumerRecord<byte[], byte[]>("t", 0, 0, null, frames)))
        .isEmpty();
  }

  @Test
  void recordsThatAreNoConfigurationAreLeftOut() {
    byte[] channel = octets("channel:app-1");
    assertThat(read(new ChannelConfigReader(), record(channel, octets("[]")))).isEmpty();
    assertThat(read(new ChannelConfigReader(), record(octets("what?"), octets("{}")))).isEmpty();
    assertThat(read(new ChannelConfigReader(), record(octets("cred:A"), octets("{}")))).isEmpty();
    assertThat(read(new ChannelConfigReader(), record(channel, null)))
        .singleElement()
        .satisfies(
            control ->
                assertThat(((ChannelControl.Configure) control).routing().deleted()).isTrue());
  }

  @Test
  void recordsThatAreNoLeasesAreLeftOut() {
    assertThat(read(new TailInterestReader(), record(KEY, octets("{}")))).isEmpty();
    TailInterest lease = new TailInterest("app-1", 5, "r");
    assertThat(read(new TailInterestReader(), record(KEY, TailInterestCodec.encode(lease))))
        .containsExactly(new ChannelControl.Tail(lease));
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
    return new ConsumerRecord<>("t", 0, 0, key, value);
  }

  private static <T> List<T> read(RecordReader<T> reader, ConsumerRecord<byte[], byte[]> record) {
    reader.open(
        new DeserializationSchema.InitializationContext() {
          @Override
          public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
          }

          @Override
          public UserCodeClassLoader getUserCodeClassLoader() {
            return null;
          }
        });
    List<T> out = new ArrayList<>();
    reader.deserialize(record, new ListCollector<>(out));
    return out;
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
