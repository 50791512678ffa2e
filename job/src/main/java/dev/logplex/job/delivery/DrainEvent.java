package dev.logplex.job.delivery;

import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.job.state.ImmutableTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a channel tells one of its drains. Lines and changes travel together, so their order holds.
 */
public sealed interface DrainEvent {

  TypeInformation<DrainEvent> TYPE = new ImmutableTypeInfo<>(DrainEvent.class, Serializer.INSTANCE);

  /** Token of the drain it is for. */
  String drain();

  /**
   * The drain was created or changed.
   *
   * @param channel id of its channel
   * @param spec as in {@link dev.logplex.kafka.ChannelRouting.Route#spec}
   */
  record Define(String drain, String channel, String spec) implements DrainEvent {
    @Override
    public String toString() {
      return "Define[drain=" + drain + ", channel=" + channel + "]";
    }
  }

  /** The drain is no more. */
  record Remove(String drain) implements DrainEvent {}

  /**
   * Lines for the drain.
   *
   * @param firstSeq sequence of the first line
   * @param lines number of frames
   * @param frames canonical frames
   */
  record Lines(String drain, long firstSeq, int lines, byte[] frames) implements DrainEvent {
    @Override
    public String toString() {
      return "Lines[drain=" + drain + ", firstSeq=" + firstSeq + ", lines=" + lines + "]";
    }
  }

  /** Layout between operators. */
  final class Serializer extends ImmutableSerializer<DrainEvent> {

    static final Serializer INSTANCE = new Serializer();
    private static final long serialVersionUID = 1L;
    private static final byte DEFINE = 1;
    private static final byte REMOVE = 2;
    private static final byte LINES = 3;

    @Override
    public void serialize(DrainEvent event, DataOutputView out) throws IOException {
      if (event instanceof Lines lines) {
        out.writeByte(LINES);
        writeText(lines.drain, out);
        out.writeLong(lines.firstSeq);
        out.writeInt(lines.lines);
        writeOctets(lines.frames, out);
      } else if (event instanceof Define define) {
        out.writeByte(DEFINE);
        writeText(define.drain, out);
        writeText(define.channel, out);
        writeText(define.spec, out);
      } else {
        out.writeByte(REMOVE);
        writeText(event.drain(), out);
      }
    }

    @Override
    public DrainEvent deserialize(DataInputView in) throws IOException {
      byte kind = in.readByte();
      String drain = readText(in);
      return switch (kind) {
        case LINES -> new Lines(drain, in.readLong(), in.readInt(), readOctets(in));
        case DEFINE -> new Define(drain, readText(in), readText(in));
        case REMOVE -> new Remove(drain);
        default -> throw new IOException("unknown kind of drain event: " + kind);
      };
    }

    @Override
    public TypeSerializerSnapshot<DrainEvent> snapshotConfiguration() {
      return new Snapshot();
    }

    /** Found by name in savepoints: neither rename nor move. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DrainEvent> {
      public Snapshot() {
        super(() -> INSTANCE);
      }
    }
  }
}
