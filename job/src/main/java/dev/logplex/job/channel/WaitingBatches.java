package dev.logplex.job.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;

/**
 * Batches of the current channel that wait for the configuration they were accepted under, in their
 * order. The wait is bounded in time and octets by whoever uses this.
 */
final class WaitingBatches {

  /** How long a batch waits. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** Octets of one channel that wait. */
  static final long OCTETS_LIMIT = 16L << 20;

  private final ListState<AcceptedBatch> batches;
  private final ValueState<Long> octets;
  private final ValueState<Long> deadline;

  WaitingBatches(RuntimeContext context) {
    batches =
        context.getListState(new ListStateDescriptor<>("held", AcceptedBatch.Serializer.INSTANCE));
    octets = context.getState(new ValueStateDescriptor<>("held-octets", LongSerializer.INSTANCE));
    deadline = context.getState(new ValueStateDescriptor<>("held-until", LongSerializer.INSTANCE));
  }

  boolean isEmpty() throws Exception {
    return deadline.value() == null;
  }

  /** Whether the oldest has waited long enough. */
  boolean isOverdue(long now) throws Exception {
    Long end = deadline.value();
    return end != null && end <= now;
  }

  boolean isFull() throws Exception {
    Long waiting = octets.value();
    return waiting != null && waiting > OCTETS_LIMIT;
  }

  /** Adds a batch behind the others; returns when a timer is needed, 0 if there is one already. */
  long add(AcceptedBatch accepted, long now) throws Exception {
    boolean first = isEmpty();
    long before = first ? 0 : octets.value();
    batches.add(accepted);
    octets.update(before + accepted.batch().frames().length);
    if (!first) {
      return 0;
    }
    long end = now + LIMIT.toMillis();
    deadline.update(end);
    return end;
  }

  /** Takes all of them out. */
  List<AcceptedBatch> takeAll() throws Exception {
    List<AcceptedBatch> waiting = new ArrayList<>();
    batches.get().forEach(waiting::add);
    batches.clear();
    octets.clear();
    deadline.clear();
    return waiting;
  }
}
