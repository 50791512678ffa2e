package dev.logplex.job.delivery;

import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.kafka.LossCodec;
import dev.logplex.model.Loss;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Layout of a loss between operators: as in Kafka. */
public final class LossSerializer extends ImmutableSerializer<Loss> {

  static final LossSerializer INSTANCE = new LossSerializer();
  private static final long serialVersionUID = 1L;

  @Override
  public void serialize(Loss loss, DataOutputView out) throws IOException {
    writeOctets(LossCodec.encode(loss), out);
  }

  @Override
  public Loss deserialize(DataInputView in) throws IOException {
    return LossCodec.decode(readOctets(in));
  }

  @Override
  public TypeSerializerSnapshot<Loss> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in savepoints: neither rename nor move. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Loss> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
