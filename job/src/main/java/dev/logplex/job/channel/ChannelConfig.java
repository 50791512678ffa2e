package dev.logplex.job.channel;

import dev.logplex.job.state.ImmutableSerializer;
import dev.logplex.job.state.ImmutableTypeInfo;
import dev.logplex.kafka.ChannelRouting;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A channel's configuration changed.
 *
 * @param channel id of the channel
 * @param routing its newest configuration, or its deletion
 */
public record ChannelConfig(String channel, ChannelRouting routing) {

  public static final TypeInformation<ChannelConfig> TYPE =
      new ImmutableTypeInfo<>(ChannelConfig.class, Serializer.INSTANCE);

  public ChannelConfig {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(routing, "routing");
  }

  /** Layout between operators. */
  public static final class Serializer extends ImmutableSerializer<ChannelConfig> {

    static final Serializer INSTANCE = new Serializer();
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(ChannelConfig config, DataOutputView out) throws IOException {
      writeText(config.channel, out);
      ChannelRoutingSerializer.INSTANCE.serialize(config.routing, out);
    }

    @Override
    public ChannelConfig deserialize(DataInputView in) throws IOException {
      return new ChannelConfig(readText(in), ChannelRoutingSerializer.INSTANCE.deserialize(in));
    }

    @Override
    public TypeSerializerSnapshot<ChannelConfig> snapshotConfiguration() {
      return new Snapshot();
    }

    /** Found by name in savepoints: neither rename nor move. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ChannelConfig> {
      public Snapshot() {
        super(() -> INSTANCE);
      }
    }
  }
}
