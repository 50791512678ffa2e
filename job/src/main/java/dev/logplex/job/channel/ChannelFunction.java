package dev.logplex.job.channel;

import dev.logplex.history.History;
import dev.logplex.job.JobConfig;
import dev.logplex.job.JobMetrics;
import dev.logplex.job.delivery.DrainEvent;
import dev.logplex.job.state.ImmutableTypeInfo;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import dev.logplex.model.TailBatch;
import dev.logplex.model.TailInterest;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * All that happens to one channel's lines: numbers them, keeps the newest, and hands them to the
 * channel's drains. Keyed by channel.
 *
 * <p>A batch waits here until the configuration that its gateway knew has arrived, so that a line
 * accepted after a drain was made reaches that drain. The wait is bounded in time and octets; lines
 * are never dropped because of it.
 */
public final class ChannelFunction
    extends KeyedCoProcessFunction<String, AcceptedBatch, ChannelControl, DrainEvent> {

  /** Lines of channels that somebody is tailing. */
  public static final OutputTag<TailBatch> TAIL =
      new OutputTag<>(
          "tail", new ImmutableTypeInfo<>(TailBatch.class, TailBatchSerializer.INSTANCE));

  /**
   * Batches of one channel with the same id are one batch if accepted within this time of each
   * other.
   */
  static final Duration DEDUPE = Duration.ofMinutes(10);

  private static final long serialVersionUID = 1L;

  private static final byte[] NO_FRAMES = {};

  private final JobConfig config;

  private transient HistorySlots historySlots;
  private transient ValueState<ChannelRouting> routing;
  private transient ValueState<HistoryWindow> window;
  private transient MapState<Integer, byte[]> history;
  private transient MapState<String, Long> seen;
  private transient WaitingBatches waiting;
  private transient ValueState<Long> tailedUntil;
  private transient Counter linesRouted;
  private transient Counter linesOfGoneChannels;
  private transient Counter batchesHeld;
  private transient Counter batchesRepeated;

  public ChannelFunction(JobConfig config) {
    this.config = config;
  }

  @Override
  public void open(OpenContext context) {
    historySlots = new HistorySlots(config.history().lines(), config.history().octets());
    routing = getRuntimeContext().getState(ChannelState.routing());
    window = value("window", HistoryWindow.Serializer.INSTANCE);
    waiting = new WaitingBatches(getRuntimeContext());
    tailedUntil = value("tailed-until", LongSerializer.INSTANCE);
    MapStateDescriptor<Integer, byte[]> slots = ChannelState.history();
    setQueryable(slots);
    history = getRuntimeContext().getMapState(slots);
    MapStateDescriptor<String, Long> ids =
        new MapStateDescriptor<>("seen", StringSerializer.INSTANCE, LongSerializer.INSTANCE);
    ids.enableTimeToLive(StateTtlConfig.newBuilder(DEDUPE.multipliedBy(2)).build());
    seen = getRuntimeContext().getMapState(ids);
    linesRouted = getRuntimeContext().getMetricGroup().counter(JobMetrics.LINES_ROUTED);
    linesOfGoneChannels =
        getRuntimeContext().getMetricGroup().counter(JobMetrics.LINES_OF_GONE_CHANNELS);
    batchesHeld = getRuntimeContext().getMetricGroup().counter(JobMetrics.BATCHES_HELD);
    batchesRepeated = getRuntimeContext().getMetricGroup().counter(JobMetrics.BATCHES_REPEATED);
  }

  @Override
  public void processElement1(AcceptedBatch accepted, Context context, Collector<DrainEvent> out)
      throws Exception {
    ChannelRouting known = routing.value();
    long now = context.timerService().currentProcessingTime();
    boolean ahead = accepted.batch().configVersion() > (known == null ? 0 : known.version());
    if (!ahead && waiting.isEmpty()) {
      accept(accepted, known, now, context, out);
      return;
    }
    hold(accepted, now, context);
    if (waiting.isFull()) {
      release(Long.MAX_VALUE, now, context, out);
    }
  }

  @Override
  public void processElement2(ChannelControl control, Context context, Collector<DrainEvent> out)
      throws Exception {
    if (control instanceof ChannelControl.Configure configure) {
      configure(configure, context, out);
    } else if (control instanceof ChannelControl.Tail tail) {
      tail(tail.interest(), context);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<DrainEvent> out)
      throws Exception {
    long now = Math.max(timestamp, context.timerService().currentProcessingTime());
    if (waiting.isOverdue(now)) {
      release(Long.MAX_VALUE, now, context, out);
    }
    HistoryWindow last = window.value();
    if (last == null || last.timerAt() > now) {
      return;
    }
    long expiry = last.touchedAt() + config.history().idle().toMillis();
    if (expiry > now) {
      context.timerService().registerProcessingTimeTimer(expiry);
      window.update(last.withTimer(expiry));
    } else {
      expire(last);
    }
  }

  private void configure(
      ChannelControl.Configure change, Context context, Collector<DrainEvent> out)
      throws Exception {
    ChannelRouting known = routing.value();
    ChannelRouting next = change.routing();
    boolean knownGone = known == null || known.deleted();
    if ((knownGone && next.deleted()) || (known != null && next.version() <= known.version())) {
      return;
    }
    boolean otherLife = known != null && next.incarnation() != known.incarnation();
    if (otherLife || next.flags().noHistory()) {
      forgetLines(otherLife);
    }
    routing.update(next);
    tellDrains(change.channel(), known, next, out);
    long now = context.timerService().currentProcessingTime();
    if (!waiting.isEmpty()) {
      release(next.version(), now, context, out);
    }
    if (next.deleted()) {
      touch(windowOrEmpty(), now, context);
    }
  }

  private void accept(
      AcceptedBatch accepted,
      ChannelRouting known,
      long now,
      Context context,
      Collector<DrainEvent> out)
      throws Exception {
    LogBatch batch = accepted.batch();
    if (known != null && (known.deleted() || isOfEarlierLife(batch, known))) {
      linesOfGoneChannels.inc(batch.lines());
      return;
    }
    if (repeated(accepted)) {
      batchesRepeated.inc();
      return;
    }
    HistoryWindow before = windowOrEmpty();
    HistoryWindow after = keep(batch, known, before);
    int ahead = batch.reach().drains() ? batch.lines() : 0;
    int taken = (int) (after.nextSeq() - before.nextSeq());
    touch(after.withDrainsAhead(ahead - taken), now, context);
    tellTails(batch, incarnation(known), before.nextSeq(), context);
    if (known != null && batch.reach().drains()) {
      for (ChannelRouting.Route drain : known.drains()) {
        out.collect(
            new DrainEvent.Lines(
                drain.token(), before.nextDrainSeq(), batch.lines(), batch.frames()));
      }
    }
    linesRouted.inc(batch.lines());
  }

  /** Numbers the lines of a batch, and keeps them if that is wanted. */
  private HistoryWindow keep(LogBatch batch, ChannelRouting known, HistoryWindow before)
      throws Exception {
    Reach reach = batch.reach();
    if (!reach.history() && !reach.tails()) {
      return before;
    }
    if (!reach.history() || known != null && known.flags().noHistory()) {
      return before.advancedBy(batch.lines());
    }
    HistoryWindow window = before;
    if (before.interrupted()) {
      // A history has no gaps: it begins anew.
      history.clear();
      window = before.withoutLines();
    }
    return historySlots.append(
        window, new StateSlots(), incarnation(known), batch.lines(), batch.frames());
  }

  /** Tails that may not see lines are told of their number, so that they do not miss them. */
  private void tellTails(LogBatch batch, long incarnation, long firstSeq, Context context)
      throws Exception {
    Reach reach = batch.reach();
    Long tailed = tailedUntil.value();
    if (tailed != null && batch.receivedAt() < tailed && (reach.tails() || reach.history())) {
      byte[] frames = reach.tails() ? batch.frames() : NO_FRAMES;
      context.output(
          TAIL, TailBatch.lines(batch.channel(), incarnation, firstSeq, batch.lines(), frames));
    }
  }

  /**
   * Renews the lease. Which lines it covers is decided by the time they were accepted, so that
   * lines read again after a crash are told again.
   */
  private void tail(TailInterest interest, Context context) throws Exception {
    Long until = tailedUntil.value();
    if (until == null || until < interest.until()) {
      tailedUntil.update(interest.until());
    }
    HistoryWindow last = windowOrEmpty();
    if (last.timerAt() == 0) {
      touch(last, context.timerService().currentProcessingTime(), context);
    }
    if (interest.request() != null) {
      context.output(
          TAIL,
          TailBatch.marker(
              interest.channel(),
              incarnation(routing.value()),
              last.nextSeq(),
              interest.request()));
    }
  }

  private static boolean isOfEarlierLife(LogBatch batch, ChannelRouting known) {
    return batch.configVersion() != LogBatch.UNVERSIONED
        && batch.configVersion() < known.incarnation();
  }

  private static long incarnation(ChannelRouting known) {
    return known == null ? 0 : known.incarnation();
  }

  private boolean repeated(AcceptedBatch accepted) throws Exception {
    String id = accepted.dedupeId();
    if (id == null) {
      return false;
    }
    Long first = seen.get(id);
    long at = accepted.batch().receivedAt();
    if (first != null && Math.abs(at - first) <= DEDUPE.toMillis()) {
      return true;
    }
    seen.put(id, at);
    return false;
  }

  private void hold(AcceptedBatch accepted, long now, Context context) throws Exception {
    long timer = waiting.add(accepted, now);
    if (timer > 0) {
      context.timerService().registerProcessingTimeTimer(timer);
    }
    batchesHeld.inc();
  }

  /** Lets the waiting batches go, in their order, up to the first that needs a later version. */
  private void release(long version, long now, Context context, Collector<DrainEvent> out)
      throws Exception {
    ChannelRouting known = routing.value();
    boolean waits = false;
    for (AcceptedBatch accepted : waiting.takeAll()) {
      waits = waits || accepted.batch().configVersion() > version;
      if (waits) {
        hold(accepted, now, context);
      } else {
        accept(accepted, known, now, context, out);
      }
    }
  }

  private static void tellDrains(
      String channel, ChannelRouting before, ChannelRouting after, Collector<DrainEvent> out) {
    List<ChannelRouting.Route> old = before == null ? List.of() : before.drains();
    for (ChannelRouting.Route drain : after.drains()) {
      if (!old.contains(drain)) {
        out.collect(new DrainEvent.Define(drain.token(), channel, drain.spec()));
      }
    }
    for (ChannelRouting.Route drain : old) {
      if (after.drains().stream().noneMatch(kept -> kept.token().equals(drain.token()))) {
        out.collect(new DrainEvent.Remove(drain.token()));
      }
    }
  }

  private void touch(HistoryWindow last, long now, Context context) throws Exception {
    HistoryWindow touched = last.touched(now);
    if (touched.timerAt() == 0) {
      long at = now + config.history().idle().toMillis();
      context.timerService().registerProcessingTimeTimer(at);
      touched = touched.withTimer(at);
    }
    window.update(touched);
  }

  /** After so long without lines: the history goes, and what a deleted channel left behind. */
  private void expire(HistoryWindow last) throws Exception {
    history.clear();
    tailedUntil.clear();
    ChannelRouting known = routing.value();
    if (known == null || known.deleted()) {
      window.clear();
      routing.clear();
    } else {
      window.update(last.withoutLines().withTimer(0));
    }
  }

  private void forgetLines(boolean sequenceToo) throws Exception {
    history.clear();
    HistoryWindow last = windowOrEmpty();
    window.update(
        sequenceToo ? HistoryWindow.EMPTY.withTimer(last.timerAt()) : last.withoutLines());
    if (sequenceToo) {
      seen.clear();
    }
  }

  private HistoryWindow windowOrEmpty() throws Exception {
    HistoryWindow last = window.value();
    return last == null ? HistoryWindow.EMPTY : last;
  }

  private <T> ValueState<T> value(String name, TypeSerializer<T> serializer) {
    return getRuntimeContext().getState(new ValueStateDescriptor<>(name, serializer));
  }

  // The gateway's only way to read Flink state; its removal is announced for some later Flink.
  @SuppressWarnings("deprecation")
  private static void setQueryable(MapStateDescriptor<?, ?> slots) {
    slots.setQueryable(History.QUERYABLE_NAME);
  }

  private final class StateSlots implements HistorySlots.Slots {
    @Override
    public byte[] get(int slot) throws Exception {
      return history.get(slot);
    }

    @Override
    public void put(int slot, byte[] chunk) throws Exception {
      history.put(slot, chunk);
    }

    @Override
    public void remove(int slot) throws Exception {
      history.remove(slot);
    }
  }
}
