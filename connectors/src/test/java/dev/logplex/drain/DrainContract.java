package dev.logplex.drain;

import static dev.logplex.drain.Lines.frames;
import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every transport does, over real sockets. */
abstract class DrainContract {

  static final int BUFFER_LINES = 100;

  @TempDir Path directory;
  private final TaskThread task = new TaskThread();
  private DrainStage stage;
  SocketReceiver receiver;

  abstract SocketReceiver open();

  /** The octets of a line as the receiver gets them, without the count in front. */
  abstract String rendered(long seq);

  /** The messages that the receiver got. */
  abstract List<String> messages();

  @BeforeEach
  void start() {
    receiver = open();
    stage = newStage();
  }

  @AfterEach
  void stop() {
    task.run(stage::close);
    task.close();
    receiver.close();
  }

  @Test
  void deliversEachLineOnceInOrderOverOneConnection() {
    define(receiver);

    // One at a time, some waiting for others: batches of all sizes.
    for (long seq = 1; seq <= 1_000; seq++) {
      route(seq, seq);
      if (seq % BUFFER_LINES == 0) {
        awaitContents(seqs(1, seq));
      }
    }

    assertThat(receiver.connections).hasValue(1);
    assertThat(task.losses).isEmpty();
  }

  @Test
  void rendersLinesAsItsReceiversExpectThem() {
    define(receiver);

    route(1, 2);

    await().until(() -> messages().size() == 2);
    assertThat(messages()).containsExactly(rendered(1), rendered(2));
  }

  @Test
  void keepsLinesForAReceiverThatIsAway() {
    receiver.goAway();
    define(receiver);

    route(1, 50);
    awaitFailure();
    receiver.comeBack();

    awaitContents(seqs(1, 50));
    assertThat(task.losses).isEmpty();
  }

  @Test
  void tellsAtThePlaceOfTheGapHowManyLinesWereLost() {
    receiver.goAway();
    define(receiver);

    route(1, 30);
    route(31, 130);
    route(131, 150);
    awaitFailure();
    receiver.comeBack();

    await().until(() -> receiver.contents().contains("150"));
    List<String> contents = receiver.contents();
    long dropped = Long.parseLong(contents.get(0).substring("L10 ".length()));
    assertThat(dropped).isGreaterThanOrEqualTo(50);
    assertThat(contents.subList(1, contents.size())).isEqualTo(seqs(dropped + 1, 150));
    await()
        .untilAsserted(
            () -> assertThat(task.losses.stream().mapToLong(Loss::count).sum()).isEqualTo(dropped));
    assertThat(task.losses)
        .allSatisfy(
            loss -> {
              assertThat(loss.reason()).isEqualTo(LossReason.OVERFLOW);
              assertThat(loss.channel()).isEqualTo(CHANNEL);
              assertThat(loss.drain()).isEqualTo(TOKEN);
              assertThat(loss.drainId()).isEqualTo(7);
              assertThat(loss.lastSeq()).isLessThanOrEqualTo(dropped);
            });
  }

  @Test
  void findsTheReceiverAgainAfterItClosedTheConnection() {
    define(receiver);
    route(1, 1);
    awaitContents(seqs(1, 1));

    receiver.goAway();
    receiver.comeBack();
    await().until(() -> receiver.openConnections() == 0);
    route(2, 2);

    awaitContents(seqs(1, 2));
    assertThat(receiver.connections).hasValue(2);
  }

  @Test
  void aRemovedDrainCountsWhatItHeld() {
    receiver.goAway();
    define(receiver);
    route(1, 8);
    awaitFailure();

    task.run(() -> stage.remove(TOKEN));

    assertThat(task.losses).hasSize(1);
    assertThat(task.losses.get(0).reason()).isEqualTo(LossReason.REMOVED);
    assertThat(task.losses.get(0).count()).isEqualTo(8);
    assertThat(task.call(stage::backlog)).isEqualTo(new DrainStage.Backlog(0, 0, 0, 0, 0));
    assertThat(task.call(() -> MemoryStore.of(stage, TOKEN)).head).isNull();
    assertThat(task.call(stage::takeChanged)).contains(TOKEN);
  }

  @Test
  void aRemovedDrainsConnectionIsClosed() {
    define(receiver);
    route(1, 1);
    awaitContents(seqs(1, 1));

    task.run(() -> stage.remove(TOKEN));

    await().until(() -> receiver.openConnections() == 0);
  }

  @Test
  void aChangedDrainTakesItsLinesToTheNewReceiver() {
    try (SocketReceiver other = open()) {
      receiver.goAway();
      define(receiver);
      route(1, 40);
      awaitFailure();

      define(other);

      await().untilAsserted(() -> assertThat(other.contents()).isEqualTo(seqs(1, 40)));
    }
  }

  @Test
  void isChangedAndRemovedWhileLinesFlow() {
    try (SocketReceiver other = open()) {
      define(receiver);
      for (int change = 0; change < 20; change++) {
        route(1 + 50L * change, 50L * (change + 1));
        define(change % 2 == 0 ? other : receiver);
        await().until(() -> task.call(stage::backlog).lines() == 0);
      }
      awaitReceived(1_000, other);
      assertThat(receiver.contents()).isNotEmpty().isSortedAccordingTo(BY_SEQ);
      assertThat(other.contents()).isNotEmpty().isSortedAccordingTo(BY_SEQ);

      task.run(
          () -> {
            stage.route(TOKEN, 1_001, 50, frames(1_001, 1_050));
            stage.remove(TOKEN);
            stage.route(TOKEN, 1_051, 50, frames(1_051, 1_100));
          });

      assertThat(task.losses.stream().mapToLong(Loss::count).sum()).isEqualTo(50);
      // What is being sent may still arrive, and is counted as removed.
      await().until(() -> receiver.openConnections() + other.openConnections() == 0);
      assertThat(received(other)).hasSizeBetween(1_000, 1_050);
    }
  }

  private static final Comparator<String> BY_SEQ = Comparator.comparingLong(Long::parseLong);

  private List<String> received(SocketReceiver other) {
    return Stream.concat(receiver.contents().stream(), other.contents().stream()).toList();
  }

  private void awaitReceived(int lines, SocketReceiver other) {
    await().untilAsserted(() -> assertThat(received(other)).hasSize(lines).doesNotHaveDuplicates());
  }

  @Test
  void aNewTaskContinuesFromTheSnapshot() {
    receiver.goAway();
    define(receiver);
    route(1, 130);
    awaitFailure();
    MemoryStore state = task.call(() -> MemoryStore.of(stage, TOKEN));
    task.run(stage::close);
    receiver.comeBack();

    stage = newStage();
    task.run(() -> state.restore(stage, TOKEN));

    await()
        .untilAsserted(
            () ->
                assertThat(receiver.contents())
                    .startsWith("L10 50", "51")
                    .hasSize(1 + 80)
                    .endsWith("130"));
  }

  @Test
  void anEndedTaskHasNoConnections() {
    define(receiver);
    route(1, 1);
    awaitContents(seqs(1, 1));

    task.run(stage::close);

    await().until(() -> receiver.openConnections() == 0);
    stage = newStage();
  }

  @Test
  void aHangingReceiverDisturbsNoOther() {
    String otherToken = "d.other";
    try (SocketReceiver hanging = open()) {
      hanging.hang();
      define(receiver);
      task.run(() -> stage.define(CHANNEL, otherToken, spec(otherToken, hanging)));
      byte[] much = frames(1, BUFFER_LINES, "x".repeat(10_000));
      task.run(() -> stage.route(otherToken, 1, BUFFER_LINES, much));

      route(1, 50);

      awaitContents(seqs(1, 50));
      assertThat(hanging.contents()).isEmpty();
    }
  }

  @Test
  void anIdleConnectionIsClosed() {
    task.run(stage::close);
    stage = newStage(Duration.ofMillis(200), Duration.ofHours(1));
    define(receiver);
    route(1, 1);
    awaitContents(seqs(1, 1));

    await().until(() -> receiver.openConnections() == 0);
    route(2, 2);

    awaitContents(seqs(1, 2));
  }

  @Test
  void anOldConnectionIsReplaced() {
    task.run(stage::close);
    stage = newStage(Duration.ofHours(1), Duration.ofMillis(1));
    define(receiver);
    route(1, 1);
    awaitContents(seqs(1, 1));
    route(2, 2);
    awaitContents(seqs(1, 2));

    assertThat(receiver.connections).hasValue(2);
    await().until(() -> receiver.openConnections() == 1);
  }

  private void define(SocketReceiver to) {
    task.run(() -> stage.define(CHANNEL, TOKEN, spec(TOKEN, to)));
  }

  private static String spec(String token, SocketReceiver to) {
    return Specs.of(token, to.url());
  }

  private void route(long first, long last) {
    task.run(() -> stage.route(TOKEN, first, (int) (last - first + 1), frames(first, last)));
  }

  private void awaitContents(List<String> contents) {
    await().untilAsserted(() -> assertThat(receiver.contents()).isEqualTo(contents));
  }

  private void awaitFailure() {
    await().until(() -> task.call(() -> stage.status(TOKEN)).failures() > 0);
  }

  static List<String> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(Long::toString).toList();
  }

  private DrainStage newStage() {
    return newStage(Duration.ofSeconds(60), Duration.ofHours(1));
  }

  private DrainStage newStage(Duration idle, Duration age) {
    return new DrainStage(
        DrainSettings.DEFAULT
            .with(new DrainSettings.Buffers(BUFFER_LINES, 4 << 20, 64 << 20))
            .with(
                new DrainSettings.Times(
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    idle,
                    age))
            .with(
                DrainSettings.Reach.PRIVATE_TOO.trusting(
                    Certs.caFile(Certs.CA, directory).toString())),
        Specs.CODEC,
        task);
  }
}
