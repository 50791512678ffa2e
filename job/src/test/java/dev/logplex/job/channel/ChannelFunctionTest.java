package dev.logplex.job.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.logplex.drain.DrainSettings;
import dev.logplex.history.History;
import dev.logplex.job.JobConfig;
import dev.logplex.job.delivery.DrainEvent;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import dev.logplex.model.TailBatch;
import dev.logplex.model.TailInterest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChannelFunctionTest {

  private static final String APP = "app-1";
  private static final String DRAIN = "d.11111111-2222-4333-8444-555555555555";
  private static final long IDLE = Duration.ofDays(7).toMillis();
  private static final JobConfig CONFIG =
      new JobConfig(
          "logplex",
          KafkaSettings.of("unused:9092"),
          null,
          JobConfig.History.DEFAULT,
          DrainSettings.DEFAULT);

  private KeyedTwoInputStreamOperatorTestHarness<String, AcceptedBatch, ChannelControl, DrainEvent>
      harness;
  private long sent;

  @BeforeEach
  void open() throws Exception {
    harness = newHarness();
    harness.open();
    harness.setProcessingTime(1_000);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void numbersLinesAndHandsThemToEachDrain() throws Exception {
    configure(live(10, 10, DRAIN, "d.other"));
    send(10, 3);
    send(10, 2);
    assertThat(lines())
        .extracting(DrainEvent.Lines::drain, DrainEvent.Lines::firstSeq, DrainEvent.Lines::lines)
        .containsExactly(
            tuple(DRAIN, 1L, 3),
            tuple("d.other", 1L, 3),
            tuple(DRAIN, 4L, 2),
            tuple("d.other", 4L, 2));
  }

  @Test
  void keepsTheNewestLines() throws Exception {
    configure(live(10, 10));
    for (int i = 0; i < 40; i++) {
      send(10, 100);
    }
    assertThat(history()).isEqualTo(LongStream.rangeClosed(2_501, 4_000).boxed().toList());
  }

  @Test
  void batchWaitsForTheConfigurationItsGatewayKnew() throws Exception {
    configure(live(10, 10));
    send(12, 1);
    send(10, 1);
    assertThat(history()).isEmpty();
    configure(live(10, 12, DRAIN));
    assertThat(lines()).extracting(DrainEvent.Lines::firstSeq).containsExactly(1L, 2L);
    assertThat(history()).containsExactly(1L, 2L);
  }

  @Test
  void batchesWaitingForALaterVersionKeepWaitingAndStayInOrder() throws Exception {
    send(5, 1);
    send(9, 1);
    send(5, 1);
    configure(live(5, 5, DRAIN));
    assertThat(history()).containsExactly(1L);
    configure(live(5, 9, DRAIN));
    assertThat(history()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void waitingEndsAfterAWhileWithoutLosingLines() throws Exception {
    send(99, 4);
    harness.setProcessingTime(1_000 + WaitingBatches.LIMIT.toMillis());
    assertThat(history()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void waitingIsBoundedInOctetsWithoutLosingLines() throws Exception {
    int batches = (int) (WaitingBatches.OCTETS_LIMIT / 1_000_000) + 2;
    for (int i = 0; i < batches; i++) {
      sent++;
      harness.processElement1(
          new AcceptedBatch(
              new LogBatch(APP, 99, 0, 1, TestFrames.numbered(sent, sent, 1_000_000)), null),
          0);
    }
    assertThat(history()).isNotEmpty();
  }

  @Test
  void changesReachADrainInOrderWithItsLines() throws Exception {
    configure(live(10, 10, DRAIN));
    send(10, 1);
    configure(live(10, 11));
    send(11, 1);
    assertThat(events())
        .containsExactly(
            new DrainEvent.Define(DRAIN, APP, "spec of " + DRAIN),
            lines().get(0),
            new DrainEvent.Remove(DRAIN));
  }

  @Test
  void anOldOrRepeatedConfigurationChangesNothing() throws Exception {
    configure(live(10, 12, DRAIN));
    configure(live(10, 11));
    configure(live(10, 12, DRAIN));
    assertThat(events()).hasSize(1);
  }

  @Test
  void deletionEndsDrainsAndHistoryAndDropsLateLines() throws Exception {
    configure(live(10, 10, DRAIN));
    send(10, 5);
    configure(ChannelRouting.deleted(20));
    send(10, 5);
    assertThat(history()).isEmpty();
    assertThat(events()).last().isEqualTo(new DrainEvent.Remove(DRAIN));
  }

  @Test
  void anIdUsedAgainStartsEmpty() throws Exception {
    configure(live(10, 10));
    send(10, 5);
    configure(ChannelRouting.deleted(20));
    configure(live(30, 30, DRAIN));
    send(10, 1);
    assertThat(history()).isEmpty();
    send(30, 2);
    assertThat(history()).containsExactly(7L, 8L);
    assertThat(lines()).extracting(DrainEvent.Lines::firstSeq).containsExactly(1L);
  }

  @Test
  void theNullValueBehindADeletionDoesNotEndTheNextLife() throws Exception {
    configure(live(10, 10));
    configure(ChannelRouting.deleted(20));
    configure(ChannelRouting.deleted(1L << 40));
    configure(live(21, 21));
    send(21, 1);
    assertThat(history()).containsExactly(1L);
  }

  @Test
  void aRepeatedBatchIsStoredOnce() throws Exception {
    configure(live(10, 10, DRAIN));
    byte[] frames = TestFrames.numbered(1, 2, 0);
    for (long at : new long[] {0, 1, 599_999, 700_000}) {
      harness.processElement1(
          new AcceptedBatch(new LogBatch(APP, 10, at, 2, frames), "request-1"), 0);
    }
    assertThat(history()).containsExactly(1L, 2L, 1L, 2L);
  }

  @Test
  void aBatchRepeatedAfterARestartIsStoredOnce() throws Exception {
    configure(live(10, 10, DRAIN));
    byte[] frames = TestFrames.numbered(1, 2, 0);
    harness.processElement1(
        new AcceptedBatch(new LogBatch(APP, 10, 5_000, 2, frames), "request-1"), 0);
    restart();
    for (long at : new long[] {6_000, 600_000}) {
      harness.processElement1(
          new AcceptedBatch(new LogBatch(APP, 10, at, 2, frames), "request-1"), 0);
    }
    assertThat(history()).containsExactly(1L, 2L);
    assertThat(lines()).isEmpty();
  }

  @Test
  void historyCanBeSwitchedOff() throws Exception {
    configure(live(10, 10));
    send(10, 3);
    configure(
        new ChannelRouting(11, 10, false, new ChannelFlags(false, true), List.of(route(DRAIN))));
    send(11, 2);
    assertThat(history()).isEmpty();
    assertThat(lines()).extracting(DrainEvent.Lines::firstSeq).containsExactly(4L);
    configure(live(10, 12));
    send(12, 1);
    assertThat(history()).containsExactly(6L);
  }

  @Test
  void historyExpiresAfterTheIdleTimeAndNumbersGoOn() throws Exception {
    configure(live(10, 10, DRAIN));
    send(10, 3);
    harness.setProcessingTime(IDLE / 2);
    send(10, 1);
    harness.setProcessingTime(IDLE + 2_000);
    assertThat(history()).hasSize(4);
    harness.setProcessingTime(IDLE / 2 + IDLE + 1);
    assertThat(history()).isEmpty();
    send(10, 1);
    assertThat(lines()).last().extracting(DrainEvent.Lines::firstSeq).isEqualTo(5L);
  }

  @Test
  void aDeletedChannelLeavesNoStateBehind() throws Exception {
    configure(live(10, 10, DRAIN));
    send(10, 3);
    configure(ChannelRouting.deleted(20));
    harness.setProcessingTime(2 * IDLE);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void aTailIsToldFromWhichLineItsLinesAreComplete() throws Exception {
    configure(live(10, 10));
    send(10, 3);
    harness.processElement2(new ChannelControl.Tail(new TailInterest(APP, 5_000, "r-1")), 0);
    send(10, 2);
    assertThat(tail())
        .extracting(TailBatch::firstSeq, TailBatch::lines, TailBatch::request)
        .containsExactly(tuple(4L, 0, "r-1"), tuple(4L, 2, null));
  }

  @Test
  void onlyLinesAcceptedWithinALeaseAreTold() throws Exception {
    configure(live(10, 10));
    harness.processElement2(new ChannelControl.Tail(new TailInterest(APP, 5_000, null)), 0);
    for (long at : new long[] {4_999, 5_000}) {
      harness.processElement1(
          new AcceptedBatch(new LogBatch(APP, 10, at, 1, TestFrames.numbered(1, 1, 0)), null), 0);
    }
    assertThat(tail()).extracting(TailBatch::firstSeq).containsExactly(1L);
  }

  @Test
  void linesForDrainsAloneAreNumberedByThemAlone() throws Exception {
    configure(live(10, 10, DRAIN));
    tail(1_000);
    send(10, 2);
    sendReaching(Reach.DRAINS_ONLY, 3);
    send(10, 2);
    assertThat(lines())
        .extracting(DrainEvent.Lines::firstSeq, DrainEvent.Lines::lines)
        .containsExactly(tuple(1L, 2), tuple(3L, 3), tuple(6L, 2));
    assertThat(history()).containsExactly(1L, 2L, 6L, 7L);
    assertThat(tail())
        .extracting(TailBatch::firstSeq, TailBatch::lines)
        .containsExactly(tuple(1L, 2), tuple(3L, 2));
  }

  @Test
  void linesThatMayNotReachDrainsAreKeptAndTold() throws Exception {
    configure(live(10, 10, DRAIN));
    tail(1_000);
    sendReaching(new Reach(true, true, false), 2);
    send(10, 1);
    assertThat(lines()).extracting(DrainEvent.Lines::firstSeq).containsExactly(1L);
    assertThat(history()).containsExactly(1L, 2L, 3L);
    assertThat(tail()).extracting(TailBatch::firstSeq).containsExactly(1L, 3L);
  }

  @Test
  void linesThatTheJobItselfWroteNeedNoVersion() throws Exception {
    configure(live(10, 10));
    send(9, 1);
    send(LogBatch.UNVERSIONED, 1);
    assertThat(history()).containsExactly(2L);
  }

  @Test
  void tailsAreToldTheNumbersAloneOfLinesTheyMayNotSee() throws Exception {
    configure(live(10, 10));
    tail(1_000);
    sendReaching(new Reach(true, false, true), 2);
    assertThat(tail())
        .extracting(TailBatch::firstSeq, TailBatch::lines, batch -> batch.frames().length)
        .containsExactly(tuple(1L, 2, 0));
    assertThat(history()).containsExactly(1L, 2L);
  }

  @Test
  void historyStaysWhileNoneIsWrittenAndThenBeginsAnew() throws Exception {
    configure(live(10, 10, DRAIN));
    send(10, 70);
    sendReaching(new Reach(false, true, true), 5);
    assertThat(history()).hasSize(70);
    send(10, 2);
    assertThat(history()).containsExactly(76L, 77L);
    assertThat(lines()).extracting(DrainEvent.Lines::firstSeq).containsExactly(1L, 71L, 76L);
  }

  @Test
  void whatDrainsAloneGotIsCountedAcrossASnapshot() throws Exception {
    configure(live(10, 10, DRAIN));
    sendReaching(Reach.DRAINS_ONLY, 3);
    send(99, 1, new Reach(true, true, false));
    restart();
    configure(live(10, 99, DRAIN));
    send(10, 1);
    assertThat(lines()).extracting(DrainEvent.Lines::firstSeq).containsExactly(4L);
  }

  @Test
  void everythingSurvivesASnapshot() throws Exception {
    configure(live(10, 10, DRAIN));
    send(10, 70);
    send(99, 1);
    restart();
    configure(live(10, 99, DRAIN));
    assertThat(history()).hasSize(71);
    assertThat(lines()).extracting(DrainEvent.Lines::firstSeq).containsExactly(71L);
  }

  private void restart() throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = newHarness();
    harness.initializeState(snapshot);
    harness.open();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, AcceptedBatch, ChannelControl, DrainEvent>
      newHarness() throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<String, AcceptedBatch, ChannelControl, DrainEvent>
        fresh =
            new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new ChannelFunction(CONFIG)),
                AcceptedBatch::channel,
                ChannelControl::channel,
                Types.STRING);
    fresh.setup(DrainEvent.TYPE.createSerializer(new SerializerConfigImpl()));
    return fresh;
  }

  private void send(long configVersion, int lines) throws Exception {
    send(configVersion, lines, Reach.EVERYWHERE);
  }

  private void sendReaching(Reach reach, int lines) throws Exception {
    send(10, lines, reach);
  }

  private void tail(long until) throws Exception {
    harness.processElement2(new ChannelControl.Tail(new TailInterest(APP, until, null)), 0);
  }

  private void send(long configVersion, int lines, Reach reach) throws Exception {
    byte[] frames = TestFrames.numbered(sent + 1, sent + lines, 20);
    sent += lines;
    harness.processElement1(
        new AcceptedBatch(new LogBatch(APP, configVersion, 0, lines, frames, reach), null), 0);
  }

  private void configure(ChannelRouting routing) throws Exception {
    harness.processElement2(new ChannelControl.Configure(APP, routing), 0);
  }

  private static ChannelRouting live(long incarnation, long version, String... drains) {
    List<ChannelRouting.Route> routes = new ArrayList<>();
    for (String drain : drains) {
      routes.add(route(drain));
    }
    return new ChannelRouting(version, incarnation, false, ChannelFlags.NONE, routes);
  }

  private static ChannelRouting.Route route(String drain) {
    return new ChannelRouting.Route(drain, "spec of " + drain);
  }

  private List<TailBatch> tail() {
    return harness.getSideOutput(ChannelFunction.TAIL).stream()
        .map(StreamRecord::getValue)
        .toList();
  }

  private List<DrainEvent> events() {
    return harness.extractOutputValues();
  }

  private List<DrainEvent.Lines> lines() {
    return events().stream()
        .filter(DrainEvent.Lines.class::isInstance)
        .map(DrainEvent.Lines.class::cast)
        .toList();
  }

  private List<Long> history() throws Exception {
    harness.getOperator().setCurrentKey(APP);
    MapState<Integer, byte[]> slots =
        harness
            .getOperator()
            .getKeyedStateBackend()
            .getPartitionedState(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                new MapStateDescriptor<>(
                    History.STATE_NAME,
                    IntSerializer.INSTANCE,
                    BytePrimitiveArraySerializer.INSTANCE));
    List<byte[]> values = new ArrayList<>();
    slots.values().forEach(values::add);
    return TestFrames.numbers(
        History.assemble(values, CONFIG.history().lines(), CONFIG.history().octets()));
  }
}
