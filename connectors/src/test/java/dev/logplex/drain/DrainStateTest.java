package dev.logplex.drain;

import static dev.logplex.drain.Lines.frames;
import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.model.Drain;
import dev.logplex.model.LossReason;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a checkpoint writes of a drain, and what comes of it. */
class DrainStateTest {

  private static final String PADDING = "-".repeat(1_000);

  private final SimulatedHost host = new SimulatedHost(1);
  private final Hanging wire = new Hanging();
  private final DrainStage stage = stage();
  private final MemoryStore store = new MemoryStore();

  /** Receivers that answer when the test says so. */
  private static final class Hanging implements DrainTransport.Factory {
    private DrainRequest request;
    private Consumer<Outcome> pending;

    @Override
    public DrainTransport open(Drain drain) {
      return new DrainTransport() {
        @Override
        public void send(DrainRequest sent, Consumer<Outcome> outcome) {
          request = sent;
          pending = outcome;
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @Test
  void aCheckpointWritesOnlyTheLinesThatCameSinceTheLast() {
    define();
    route(1, 1);
    route(2, 1_000);
    store.save(stage, TOKEN);
    long before = store.blockOctetsWritten;
    assertThat(before).isGreaterThan(1_000_000);

    route(1_001, 1_100);
    store.save(stage, TOKEN);

    assertThat(store.blockOctetsWritten - before).isBetween(100_000L, 130_000L);
    assertThat(store.head).hasSizeLessThan(2_000);
    assertThat(contents(store.snapshot().buffered())).hasSize(1_099);
  }

  @Test
  void aCheckpointWithoutNewLinesWritesNone() {
    define();
    route(1, 1);
    route(2, 3);
    store.save(stage, TOKEN);
    long before = store.blockOctetsWritten;

    store.save(stage, TOKEN);

    assertThat(store.blockOctetsWritten).isEqualTo(before);
  }

  @Test
  void linesThatComeAndGoBetweenTwoCheckpointsAreNeverWritten() {
    define();
    store.save(stage, TOKEN);
    for (int seq = 1; seq <= 100; seq++) {
      route(seq, seq);
      answer(200);
    }
    store.save(stage, TOKEN);

    assertThat(store.blockOctetsWritten).isZero();
    assertThat(store.blocks.keySet()).isEmpty();
  }

  @Test
  void aDrainWithAFewLinesAtEachCheckpointHasFewBlocks() {
    define();
    for (int seq = 1; seq <= 500; seq++) {
      route(seq, seq);
      store.save(stage, TOKEN);
    }
    assertThat(store.blocks.keySet()).hasSizeLessThan(40);
    assertThat(contents(store.snapshot().buffered())).hasSize(499);
  }

  @Test
  void aBlockGoesWithItsLastLineAndItsSlotIsUsedAgain() {
    define();
    route(1, 1);
    route(2, 400);
    store.save(stage, TOKEN);
    int slots = store.blocks.size();

    for (int last = 1_000; last <= 20_000; last += 1_000) {
      route(last - 599, last);
      store.save(stage, TOKEN);
    }
    assertThat(store.blocks.keySet()).hasSizeGreaterThan(slots);
    assertThat(store.blocks.keySet()).allMatch(slot -> slot < 100);

    while (stage.status(TOKEN).bufferedLines() > 0) {
      answer(200);
    }
    store.save(stage, TOKEN);
    assertThat(store.blocks.keySet()).isEmpty();
  }

  @Test
  void aRequestIsRestoredToTheOctetThoughItsSlicesWereCut() {
    define();
    route(1, 1);
    route(2, 300);
    store.save(stage, TOKEN);
    answer(200);
    DrainRequest sent = wire.request;
    assertThat(sent.lines()).isBetween(2, 298);
    store.save(stage, TOKEN);

    DrainStage restored = stage();
    store.copy().restore(restored, TOKEN);
    host.pass(1_000);

    assertThat(wire.request).isNotSameAs(sent);
    assertThat(wire.request.frameId()).isEqualTo(sent.frameId());
    assertThat(wire.request.firstSeq()).isEqualTo(sent.firstSeq());
    assertThat(Lines.octets(wire.request.frames())).isEqualTo(Lines.octets(sent.frames()));
    assertThat(restored.status(TOKEN).bufferedLines()).isEqualTo(299);
  }

  @Test
  void aRequestUnderWayIsKeptThoughTheLinesBehindItWereDropped() {
    define();
    route(1, 10);
    route(11, 5_000);
    route(5_001, 25_000);
    store.save(stage, TOKEN);

    DrainSnapshot stored = store.snapshot();
    assertThat(stored.request().firstSeq()).isEqualTo(1);
    assertThat(stored.request().lastSeq()).isEqualTo(10);
    assertThat(stored.buffered().get(0).firstSeq()).isGreaterThan(5_000);
    assertThat(stored.untold().count()).isEqualTo(stored.buffered().get(0).firstSeq() - 11);
  }

  @Test
  void nothingIsLeftOfADrainThatWasRemoved() {
    define();
    route(1, 1);
    route(2, 400);
    store.save(stage, TOKEN);

    stage.remove(TOKEN);
    store.save(stage, TOKEN);

    assertThat(store.head).isNull();
    assertThat(store.blocks.keySet()).isEmpty();
  }

  @Test
  void aDrainThatCameAgainUnderItsTokenHasNothingOfTheFormer() {
    define();
    route(1, 1);
    route(2, 400);
    store.save(stage, TOKEN);

    stage.remove(TOKEN);
    define();
    route(401, 401);
    route(402, 403);
    store.save(stage, TOKEN);

    assertThat(contents(store.snapshot().buffered())).containsExactly("402", "403");
    assertThat(store.blocks.keySet()).hasSize(1);
  }

  @Test
  void theLastSuccessAndTheLastErrorOutliveACrash() {
    define();
    route(1, 1);
    answer(204);
    route(2, 2);
    host.pass(40);
    answer(503);
    DrainStatus before = stage.status(TOKEN);
    store.save(stage, TOKEN);

    DrainStage restored = stage();
    store.restore(restored, TOKEN);
    DrainStatus after = restored.status(TOKEN);

    assertThat(after.lastSuccess()).isEqualTo(before.lastSuccess()).isPositive();
    assertThat(after.latency()).isEqualTo(before.latency());
    assertThat(after.lastFailure()).isEqualTo(before.lastFailure()).isPositive();
    assertThat(after.failure()).isEqualTo(new DrainStatus.Failure("status", 503, "status 503"));
    assertThat(after.failures()).isEqualTo(1);
  }

  @Test
  void stateThatIsCutOffTooNewOrMissingIsAClearError() {
    define();
    route(1, 1);
    route(2, 3);
    store.save(stage, TOKEN);
    byte[] head = store.head;
    for (int length = 0; length < head.length; length++) {
      store.head = Arrays.copyOf(head, length);
      assertThatThrownBy(() -> stage().restore(TOKEN, store))
          .isInstanceOf(IllegalArgumentException.class);
    }
    store.head = head.clone();
    store.head[0]++;
    assertThatThrownBy(() -> stage().restore(TOKEN, store)).hasMessageContaining("version");

    store.head = head;
    byte[] block = store.blocks.get(0);
    store.blocks.put(0, Arrays.copyOf(block, block.length - 1));
    assertThatThrownBy(() -> stage().restore(TOKEN, store)).hasMessageContaining("cut off");
    store.blocks.clear();
    assertThatThrownBy(() -> stage().restore(TOKEN, store))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void aSnapshotOfAnEarlierBuildIsReadAndReplaced() throws IOException {
    for (int version : List.of(1, 2)) {
      MemoryStore old = new MemoryStore();
      old.head = wholeSnapshot(version);
      DrainStage restored = stage();
      old.restore(restored, TOKEN);
      host.pass(1_000);

      assertThat(wire.request.frameId()).isEqualTo("0123456789ABCDEF0123456789ABCDEF");
      assertThat(contents(wire.request.frames())).containsExactly("3", "4");
      assertThat(restored.status(TOKEN).bufferedLines()).isEqualTo(5);
      assertThat(restored.status(TOKEN).dropped()).isEqualTo(Map.of(LossReason.OVERFLOW, 2L));
      assertThat(restored.takeChanged()).contains(TOKEN);

      old.save(restored, TOKEN);

      assertThat(old.head[0]).isEqualTo((byte) DrainHead.VERSION);
      assertThat(contents(old.snapshot().buffered())).containsExactly("5", "6", "7");
      assertThat(contents(old.snapshot().request().frames())).containsExactly("3", "4");
    }
  }

  /** As earlier builds wrote it: 7 lines routed, 2 dropped, 2 in a request, 3 buffered. */
  private static byte[] wholeSnapshot(int version) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(octets);
    out.writeByte(version);
    octets(out, CHANNEL.getBytes(StandardCharsets.UTF_8));
    octets(out, Specs.of("http://a/").getBytes(StandardCharsets.UTF_8));
    out.writeLong(7);
    out.writeLong(0);
    out.writeByte(1);
    out.writeUTF("OVERFLOW");
    out.writeLong(2);
    for (int notice = 0; notice < version; notice++) {
      out.writeLong(0);
      out.writeLong(Long.MAX_VALUE);
    }
    out.writeByte(0);
    out.writeBoolean(true);
    octets(out, "0123456789ABCDEF0123456789ABCDEF".getBytes(StandardCharsets.UTF_8));
    out.writeLong(SimulatedHost.START);
    out.writeLong(0);
    out.writeLong(Long.MAX_VALUE);
    octets(out, new byte[0]);
    slice(out, 3, 4);
    slice(out, 5, 7);
    return octets.toByteArray();
  }

  private static void slice(DataOutputStream out, long first, long last) throws IOException {
    out.writeInt(1);
    out.writeLong(first);
    out.writeInt((int) (last - first + 1));
    octets(out, frames(first, last));
  }

  private static void octets(DataOutputStream out, byte[] octets) throws IOException {
    out.writeInt(octets.length);
    out.write(octets);
  }

  private void define() {
    stage.define(CHANNEL, TOKEN, Specs.of("http://a/"));
  }

  private void route(long first, long last) {
    stage.route(TOKEN, first, (int) (last - first + 1), frames(first, last, PADDING));
  }

  private void answer(int status) {
    Consumer<Outcome> ended = wire.pending;
    if (ended != null) {
      wire.pending = null;
      ended.accept(Outcome.answered(status, 0));
      host.pass(0);
    }
  }

  /** The numbers of the lines. */
  private static List<String> contents(List<FrameSlice> slices) {
    return Lines.contents(Lines.octets(slices)).stream()
        .map(content -> content.replace(PADDING, ""))
        .toList();
  }

  private DrainStage stage() {
    return new DrainStage(DrainSettings.DEFAULT, Specs.CODEC, host, wire);
  }
}
