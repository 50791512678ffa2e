package dev.logplex.job.channel;

import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.kafka.TailBatchCodec;
import dev.logplex.model.TailBatch;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Layout of a tail batch between operators: as in Kafka. */
public final class TailBatchSerializer extends ImmutableSerializer<TailBatch> {

  static final TailBatchSerializer INSTANCE = new TailBatchSerializer();
  private static final long serialVersionUID = 1L;

  @Override
  public void serialize(TailBatch batch, DataOutputView out) throws IOException {
    writeText(batch.channel(), out);
    writeOctets(TailBatchCodec.encode(batch), out);
  }

  @Override
  public TailBatch deserialize(DataInputView in) throws IOException {
    return TailBatchCodec.decode(readText(in), readOctets(in));
  }

  @Override
  public TypeSerializerSnapshot<TailBatch> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in savepoints: neither rename nor move. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<TailBatch> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
