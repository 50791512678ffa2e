package dev.logplex.job.replay;

import dev.logplex.history.HistoryChunk;
import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.job.state.ImmutableTypeInfo;
import dev.logplex.kafka.ChannelRouting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What travels from the reading task to the caller: a channel, or some of its lines. A channel
 * comes before its lines, and nothing of another between them. In parts, because a whole channel is
 * larger than what Flink hands over at once.
 *
 * @param channel null if these are lines, or nothing
 * @param lines null if this is a channel, or nothing
 */
record SavedPart(SavedChannel channel, HistoryChunk lines) {

  /** For a channel that is not wanted: Flink ends reading at a key that nothing is told of. */
  static final SavedPart NOTHING = new SavedPart(null, null);

  static final TypeInformation<SavedPart> TYPE =
      new ImmutableTypeInfo<>(SavedPart.class, Serializer.INSTANCE);

  /** Layout between the task and the caller; never stored. */
  static final class Serializer extends ImmutableSerializer<SavedPart> {

    static final Serializer INSTANCE = new Serializer();
    private static final long serialVersionUID = 1L;
    private static final byte NONE = 0;
    private static final byte CHANNEL = 1;
    private static final byte LINES = 2;

    @Override
    public void serialize(SavedPart part, DataOutputView out) throws IOException {
      if (part.lines != null) {
        out.writeByte(LINES);
        writeOctets(part.lines.encode(), out);
      } else if (part.channel != null) {
        out.writeByte(CHANNEL);
        write(part.channel, out);
      } else {
        out.writeByte(NONE);
      }
    }

    private static void write(SavedChannel channel, DataOutputView out) throws IOException {
      writeText(channel.id(), out);
      out.writeInt(channel.drains().size());
      for (ChannelRouting.Route drain : channel.drains()) {
        writeText(drain.token(), out);
        writeText(drain.spec(), out);
      }
    }

    @Override
    public SavedPart deserialize(DataInputView in) throws IOException {
      return switch (in.readByte()) {
        case LINES -> new SavedPart(null, HistoryChunk.decode(readOctets(in)));
        case CHANNEL -> new SavedPart(readChannel(in), null);
        default -> NOTHING;
      };
    }

    private static SavedChannel readChannel(DataInputView in) throws IOException {
      String id = readText(in);
      int count = in.readInt();
      List<ChannelRouting.Route> drains = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        drains.add(new ChannelRouting.Route(readText(in), readText(in)));
      }
      return new SavedChannel(id, drains);
    }

    @Override
    public TypeSerializerSnapshot<SavedPart> snapshotConfiguration() {
      return new Snapshot();
    }

    /** Made by name. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SavedPart> {
      public Snapshot() {
        super(() -> INSTANCE);
      }
    }
  }
}
