package dev.logplex.job.delivery;

import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.model.LogBatch;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Layout of a batch on its way to Kafka: as in Kafka, behind its channel. */
public final class LogBatchSerializer extends ImmutableSerializer<LogBatch> {

  static final LogBatchSerializer INSTANCE = new LogBatchSerializer();
  private static final long serialVersionUID = 1L;

  @Override
  public void serialize(LogBatch batch, DataOutputView out) throws IOException {
    writeText(batch.channel(), out);
    writeOctets(LogBatchCodec.encode(batch), out);
  }

  @Override
  public LogBatch deserialize(DataInputView in) throws IOException {
    return LogBatchCodec.decode(readText(in), readOctets(in));
  }

  @Override
  public TypeSerializerSnapshot<LogBatch> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in savepoints: neither rename nor move. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LogBatch> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
