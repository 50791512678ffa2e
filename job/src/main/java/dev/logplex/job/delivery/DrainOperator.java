package dev.logplex.job.delivery;

import dev.logplex.drain.DrainHost;
import dev.logplex.drain.DrainStage;
import dev.logplex.drain.DrainStatus;
import dev.logplex.drain.DrainStatusJson;
import dev.logplex.job.JobConfig;
import dev.logplex.job.state.ImmutableTypeInfo;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Loss;
import dev.logplex.model.Reach;
import dev.logplex.secret.Sealer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Async I/O towards drains: a thin shell around {@link DrainStage}, which holds all the logic.
 *
 * <p>Flink's own async operator shares one queue among all keys and waits when it is full, so one
 * hanging drain would stop the task and its checkpoints. Here nothing ever waits: answers come back
 * through the task's mailbox, each drain has its own bounded buffer, and what came into the buffers
 * since the last checkpoint is written to keyed state at the next, so that they follow their
 * drain's key when the job is rescaled.
 */
public final class DrainOperator extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<DrainEvent, Void>, DrainHost {

  /** Lines that drains were not given. */
  public static final OutputTag<Loss> LOSSES =
      new OutputTag<>("losses", new ImmutableTypeInfo<>(Loss.class, LossSerializer.INSTANCE));

  /** Warnings for the readers of a channel, as lines of it that its drains do not get. */
  public static final OutputTag<LogBatch> WARNINGS =
      new OutputTag<>(
          "warnings", new ImmutableTypeInfo<>(LogBatch.class, LogBatchSerializer.INSTANCE));

  /** A broken drain must not feed itself. */
  private static final Reach READERS = new Reach(true, true, false);

  /** Each drain's status is told once in {@link #STATUS_PARTS} times this. */
  private static final long STATUS_INTERVAL_MILLIS = 100;

  /** The lines of all drains wait while statuses are written: a part of the drains at a time. */
  private static final int STATUS_PARTS = 10;

  private static final long serialVersionUID = 1L;

  private final JobConfig jobConfig;
  private final transient MailboxExecutor mailbox;
  private transient RandomGenerator random;
  private transient DrainStage stage;
  private transient KeyedDrainStore store;
  private transient ValueState<byte[]> statuses;
  private transient DrainCounters counters;
  private transient int statusPart;

  /** Read by the threads of metric reporters. */
  private transient volatile DrainStage.Backlog backlog = new DrainStage.Backlog(0, 0, 0, 0, 0);

  DrainOperator(StreamOperatorParameters<Void> parameters, JobConfig jobConfig) {
    super(parameters);
    this.jobConfig = jobConfig;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void open() throws Exception {
    super.open();
    // Frame ids take 128 bits: a generator with less state would repeat itself too soon.
    random = RandomGenerator.of("L128X128MixRandom");
    counters = new DrainCounters(getMetricGroup(), () -> backlog);
    stage =
        new DrainStage(
            jobConfig.drains(), new ConfigCodec(new Sealer(jobConfig.readSecretKey())), this);
    store = new KeyedDrainStore(getKeyedStateStore());
    ValueStateDescriptor<byte[]> status =
        new ValueStateDescriptor<>(
            DrainStatusJson.STATE_NAME, BytePrimitiveArraySerializer.INSTANCE);
    setQueryable(status);
    statuses = getKeyedStateStore().getState(status);
    for (String drain : drains()) {
      setCurrentKey(drain);
      stage.restore(drain, store);
    }
    tellStatus();
  }

  @Override
  public void processElement(StreamRecord<DrainEvent> element) {
    DrainEvent event = element.getValue();
    if (event instanceof DrainEvent.Lines lines) {
      stage.route(lines.drain(), lines.firstSeq(), lines.lines(), lines.frames());
    } else if (event instanceof DrainEvent.Define define) {
      stage.define(define.channel(), define.drain(), define.spec());
    } else if (event instanceof DrainEvent.Remove remove) {
      stage.remove(remove.drain());
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (String drain : stage.takeChanged()) {
      setCurrentKey(drain);
      stage.save(drain, store);
    }
  }

  @Override
  public void close() throws Exception {
    if (stage != null) {
      stage.close();
    }
    super.close();
  }

  @Override
  public long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  @Override
  public Timer schedule(long delayMillis, Runnable task) {
    ScheduledFuture<?> timer =
        getProcessingTimeService().registerTimer(now() + delayMillis, timestamp -> task.run());
    return () -> timer.cancel(false);
  }

  @Override
  public void execute(Runnable task) {
    try {
      mailbox.execute(task::run, "drain answer");
    } catch (RejectedExecutionException e) {
      // The task has ended. What the answer was about is in the last checkpoint and will be sent
      // again.
      LOG.debug("An answer came after the end of the task", e);
    }
  }

  @Override
  public void routed(int lines) {
    counters.routed(lines);
  }

  @Override
  public void delivered(int lines) {
    counters.delivered(lines);
  }

  @Override
  public void failed(boolean again) {
    counters.failed(again);
  }

  @Override
  public void lost(Loss loss) {
    counters.lost(loss);
    output.collect(LOSSES, new StreamRecord<>(loss));
  }

  @Override
  public void warn(String channel, byte[] frame) {
    LogBatch warning = new LogBatch(channel, LogBatch.UNVERSIONED, now(), 1, frame, READERS);
    output.collect(WARNINGS, new StreamRecord<>(warning));
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /** Tokens of the drains that have state here. */
  List<String> drains() {
    KeyedStateBackend<String> backend = getKeyedStateBackend();
    try (Stream<String> drains = backend.getKeys(KeyedDrainStore.HEAD, VoidNamespace.INSTANCE)) {
      return drains.toList();
    }
  }

  /** Again and again: what operators and owners of drains see is about a second old. */
  private void tellStatus() throws Exception {
    if (statusPart == 0) {
      backlog = stage.backlog();
    }
    statusPart = (statusPart + 1) % STATUS_PARTS;
    for (String drain : stage.takeUnpublished(statusPart, STATUS_PARTS)) {
      setCurrentKey(drain);
      DrainStatus status = stage.status(drain);
      if (status == null) {
        statuses.clear();
      } else {
        statuses.update(DrainStatusJson.encode(status, now()));
      }
    }
    getProcessingTimeService()
        .registerTimer(now() + STATUS_INTERVAL_MILLIS, timestamp -> tellStatus());
  }

  // The gateway's only way to read Flink state; its removal is announced for some later Flink.
  @SuppressWarnings("deprecation")
  private static void setQueryable(ValueStateDescriptor<byte[]> status) {
    status.setQueryable(DrainStatusJson.QUERYABLE_NAME);
  }
}
