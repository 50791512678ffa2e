package dev.logplex.job.channel;

import dev.logplex.history.History;
import dev.logplex.kafka.ChannelRouting;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/** What others than the job itself read of a channel's state, in savepoints. */
public final class ChannelState {

  private ChannelState() {}

  /** Slots with encoded {@link dev.logplex.history.HistoryChunk}s. */
  public static MapStateDescriptor<Integer, byte[]> history() {
    return new MapStateDescriptor<>(
        History.STATE_NAME, IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);
  }

  /** The channel's configuration; null before it is known. */
  public static ValueStateDescriptor<ChannelRouting> routing() {
    return new ValueStateDescriptor<>("routing", ChannelRoutingSerializer.INSTANCE);
  }
}
