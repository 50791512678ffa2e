package dev.logplex.job.channel;

import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.job.state.ImmutableTypeInfo;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.model.TailInterest;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What the gateways tell a channel beside its lines. */
public sealed interface ChannelControl {

  TypeInformation<ChannelControl> TYPE =
      new ImmutableTypeInfo<>(ChannelControl.class, Serializer.INSTANCE);

  /** Id of the channel it is for. */
  String channel();

  /**
   * The channel's configuration changed.
   *
   * @param routing its newest configuration, or its deletion
   */
  record Configure(String channel, ChannelRouting routing) implements ChannelControl {}

  /** Somebody is tailing the channel. */
  record Tail(TailInterest interest) implements ChannelControl {
    @Override
    public String channel() {
      return interest.channel();
    }
  }

  /** Layout between operators. */
  final class Serializer extends ImmutableSerializer<ChannelControl> {

    static final Serializer INSTANCE = new Serializer();
    private static final long serialVersionUID = 1L;
    private static final byte CONFIGURE = 1;
    private static final byte TAIL = 2;

    @Override
    public void serialize(ChannelControl control, DataOutputView out) throws IOException {
      if (control instanceof Configure configure) {
        out.writeByte(CONFIGURE);
        writeText(configure.channel, out);
        ChannelRoutingSerializer.INSTANCE.serialize(configure.routing, out);
      } else if (control instanceof Tail tail) {
        out.writeByte(TAIL);
        writeText(tail.channel(), out);
        out.writeLong(tail.interest.until());
        out.writeBoolean(tail.interest.request() != null);
        if (tail.interest.request() != null) {
          writeText(tail.interest.request(), out);
        }
      }
    }

    @Override
    public ChannelControl deserialize(DataInputView in) throws IOException {
      byte kind = in.readByte();
      String channel = readText(in);
      return switch (kind) {
        case CONFIGURE -> new Configure(channel, ChannelRoutingSerializer.INSTANCE.deserialize(in));
        case TAIL ->
            new Tail(
                new TailInterest(channel, in.readLong(), in.readBoolean() ? readText(in) : null));
        default -> throw new IOException("unknown kind of channel control: " + kind);
      };
    }

    @Override
    public TypeSerializerSnapshot<ChannelControl> snapshotConfiguration() {
      return new Snapshot();
    }

    /** Found by name in savepoints: neither rename nor move. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ChannelControl> {
      public Snapshot() {
        super(() -> INSTANCE);
      }
    }
  }
}
