package dev.logplex.job.channel;

import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.model.ChannelFlags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Layout of a channel's configuration between operators and in keyed state. */
public final class ChannelRoutingSerializer extends ImmutableSerializer<ChannelRouting> {

  static final ChannelRoutingSerializer INSTANCE = new ChannelRoutingSerializer();
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public void serialize(ChannelRouting routing, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(routing.version());
    out.writeLong(routing.incarnation());
    out.writeBoolean(routing.deleted());
    out.writeBoolean(routing.flags().noTail());
    out.writeBoolean(routing.flags().noHistory());
    out.writeInt(routing.drains().size());
    for (ChannelRouting.Route drain : routing.drains()) {
      writeText(drain.token(), out);
      writeText(drain.spec(), out);
    }
  }

  @Override
  public ChannelRouting deserialize(DataInputView in) throws IOException {
    readVersion(in, VERSION);
    long version = in.readLong();
    long incarnation = in.readLong();
    boolean deleted = in.readBoolean();
    ChannelFlags flags = new ChannelFlags(in.readBoolean(), in.readBoolean());
    int count = in.readInt();
    List<ChannelRouting.Route> drains = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      drains.add(new ChannelRouting.Route(readText(in), readText(in)));
    }
    return new ChannelRouting(version, incarnation, deleted, flags, drains);
  }

  @Override
  public TypeSerializerSnapshot<ChannelRouting> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in savepoints: neither rename nor move. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ChannelRouting> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
