package dev.logplex.job.channel;

import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.job.state.ImmutableTypeInfo;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A batch as a gateway accepted it.
 *
 * @param batch the lines
 * @param dedupeId two batches of one channel with the same id hold the same lines; null if the
 *     source gave none
 */
public record AcceptedBatch(LogBatch batch, String dedupeId) {

  public static final TypeInformation<AcceptedBatch> TYPE =
      new ImmutableTypeInfo<>(AcceptedBatch.class, Serializer.INSTANCE);

  public AcceptedBatch {
    Objects.requireNonNull(batch, "batch");
  }

  String channel() {
    return batch.channel();
  }

  /**
   * Layout of a batch between operators and in the state of channels that wait for configuration.
   */
  public static final class Serializer extends ImmutableSerializer<AcceptedBatch> {

    static final Serializer INSTANCE = new Serializer();
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 2;
    private static final int WITHOUT_REACH = 1;

    @Override
    public void serialize(AcceptedBatch accepted, DataOutputView out) throws IOException {
      LogBatch batch = accepted.batch;
      out.writeByte(VERSION);
      writeText(batch.channel(), out);
      out.writeLong(batch.configVersion());
      out.writeLong(batch.receivedAt());
      out.writeInt(batch.lines());
      writeOctets(batch.frames(), out);
      out.writeByte(batch.reach().toOctet());
      out.writeBoolean(accepted.dedupeId != null);
      if (accepted.dedupeId != null) {
        writeText(accepted.dedupeId, out);
      }
    }

    @Override
    public AcceptedBatch deserialize(DataInputView in) throws IOException {
      int version = readVersion(in, VERSION);
      LogBatch batch =
          new LogBatch(
              readText(in),
              in.readLong(),
              in.readLong(),
              in.readInt(),
              readOctets(in),
              version == WITHOUT_REACH ? Reach.EVERYWHERE : Reach.of(in.readByte()));
      return new AcceptedBatch(batch, in.readBoolean() ? readText(in) : null);
    }

    @Override
    public TypeSerializerSnapshot<AcceptedBatch> snapshotConfiguration() {
      return new Snapshot();
    }

    /** Found by name in savepoints: neither rename nor move. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<AcceptedBatch> {
      public Snapshot() {
        super(() -> INSTANCE);
      }
    }
  }
}
