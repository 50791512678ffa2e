package dev.logplex.job.replay;

import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import dev.logplex.job.JobConfig;
import dev.logplex.job.channel.ChannelState;
import dev.logplex.kafka.ChannelRouting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.util.Collector;

/** Reads the channels' state, one channel after the other. Channels that were deleted are none. */
final class ChannelReader extends KeyedStateReaderFunction<String, SavedPart> {

  private static final long serialVersionUID = 1L;

  /** The most that any job keeps; one that keeps less may show a few lines more than it would. */
  private static final JobConfig.History MOST = JobConfig.History.DEFAULT;

  private final Set<String> wanted;

  private transient MapState<Integer, byte[]> history;
  private transient ValueState<ChannelRouting> routing;

  /**
   * @param wanted ids of the channels to read; empty for all. Serializable
   */
  ChannelReader(Set<String> wanted) {
    this.wanted = wanted;
  }

  @Override
  public void open(OpenContext context) {
    history = getRuntimeContext().getMapState(ChannelState.history());
    routing = getRuntimeContext().getState(ChannelState.routing());
  }

  @Override
  public void readKey(String channel, Context context, Collector<SavedPart> out) throws Exception {
    ChannelRouting known = routing.value();
    boolean gone = known != null && known.deleted();
    if (gone || !wanted.isEmpty() && !wanted.contains(channel)) {
      out.collect(SavedPart.NOTHING);
      return;
    }
    List<byte[]> slots = new ArrayList<>();
    history.values().forEach(slots::add);
    if (known == null && slots.isEmpty()) {
      out.collect(SavedPart.NOTHING);
      return;
    }
    // Flink may name a channel once more for its other state; by then there is none.
    history.clear();
    routing.clear();
    out.collect(
        new SavedPart(new SavedChannel(channel, known == null ? List.of() : known.drains()), null));
    for (HistoryChunk chunk : newestLines(slots, known).chunks()) {
      out.collect(new SavedPart(null, chunk));
    }
  }

  private static History newestLines(List<byte[]> slots, ChannelRouting known) {
    History lines = History.assemble(slots, MOST.lines(), MOST.octets());
    return known == null ? lines : lines.ofLife(known.incarnation());
  }
}
