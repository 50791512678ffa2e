package dev.logplex.gateway.history;

import dev.logplex.drain.DrainStatusJson;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/** Reads the status of drains from the job's queryable state. */
public final class QueryableDrainStatus implements DrainStatusReader {

  private final QueryableStateReader states;

  /**
   * @param states closed by who made it
   */
  public QueryableDrainStatus(QueryableStateReader states) {
    this.states = states;
  }

  @Override
  public CompletableFuture<Optional<byte[]>> read(String drainToken) {
    return states
        .<ValueState<byte[]>>read(
            DrainStatusJson.QUERYABLE_NAME,
            drainToken,
            () ->
                new ValueStateDescriptor<>(
                    DrainStatusJson.STATE_NAME, BytePrimitiveArraySerializer.INSTANCE))
        .thenApply(state -> state.map(QueryableDrainStatus::value));
  }

  private static byte[] value(ValueState<byte[]> state) {
    try {
      return state.value();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
