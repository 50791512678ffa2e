package dev.logplex.gateway.history;

import dev.logplex.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/** Reads history from the job's queryable state. */
public final class QueryableHistoryReader implements HistoryReader {

  private final QueryableStateReader states;
  private final int maxLines;
  private final long maxOctets;

  /**
   * @param states closed with this
   * @param maxLines lines a channel keeps
   * @param maxOctets octets a channel keeps
   */
  public QueryableHistoryReader(QueryableStateReader states, int maxLines, long maxOctets) {
    this.states = states;
    this.maxLines = maxLines;
    this.maxOctets = maxOctets;
  }

  @Override
  public CompletableFuture<History> read(String channelId) {
    return states
        .<MapState<Integer, byte[]>>read(
            History.QUERYABLE_NAME,
            channelId,
            () ->
                new MapStateDescriptor<>(
                    History.STATE_NAME,
                    IntSerializer.INSTANCE,
                    BytePrimitiveArraySerializer.INSTANCE))
        .thenApply(slots -> slots.map(this::assemble).orElse(History.EMPTY))
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    new HistoryUnavailableException("history cannot be read now", failure)));
  }

  private History assemble(MapState<Integer, byte[]> slots) {
    List<byte[]> chunks = new ArrayList<>();
    try {
      slots.values().forEach(chunks::add);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
    return History.assemble(chunks, maxLines, maxOctets);
  }

  @Override
  public void close() {
    states.close();
  }
}
