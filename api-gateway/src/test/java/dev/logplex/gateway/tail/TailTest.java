package dev.logplex.gateway.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.syslog.LineFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {

  private final ManualClock clock = new ManualClock();
  private final TailFixture system = new TailFixture(clock);
  private final ModelJob job = system.job;

  @AfterEach
  void close() {
    system.close();
  }

  @Test
  void theNewestLinesOfHistoryComeFirstThenEachNewLineOnce() {
    job.accept(30);
    CollectingSink reader = system.open(10);
    awaitLine(reader, 30);
    job.accept(5);
    job.accept(7);

    awaitLine(reader, 42);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(21, 42));
    assertThat(reader.text())
        .startsWith("2026-03-01T08:15:30.000123+00:00 app[web.1]: n=21\n2026-03-01T");
  }

  @Test
  void aTailOfAChannelWithoutLinesShowsTheFirstOne() {
    CollectingSink reader = system.open(10);
    await().until(() -> !job.interests().isEmpty());
    job.accept(1);

    awaitLine(reader, 1);
  }

  @Test
  void aTailOfAChannelWithoutLinesDoesNotReadItsHistoryAgainAndAgain() {
    CollectingSink reader = system.open(10);
    await().until(() -> job.reads() == 1);
    await().during(Duration.ofMillis(600)).until(() -> job.reads() == 1);
    job.accept(1);

    awaitLine(reader, 1);
    assertThat(job.reads()).isEqualTo(1);
  }

  @Test
  void tailsOpenedUnderFullWriteLoadMissNothingAndRepeatNothing() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              while (!stop.get()) {
                job.accept(1 + ThreadLocalRandom.current().nextInt(20));
                if (ThreadLocalRandom.current().nextInt(50) == 0) {
                  Thread.yield();
                }
                pace();
              }
            });
    writer.start();
    List<CollectingSink> readers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      long before = job.lastSeq();
      readers.add(system.open(i % 2 == 0 ? 100 : 0));
      await().until(() -> job.lastSeq() > before + 200);
    }
    stop.set(true);
    writer.join();

    long last = job.lastSeq();
    for (CollectingSink reader : readers) {
      awaitLine(reader, last);
      assertThat(reader.numbers()).isEqualTo(Numbers.range(reader.numbers().get(0), last));
      assertThat(reader.text()).doesNotContain("L11");
    }
  }

  @Test
  void linesToldAgainAfterACrashAreShownOnce() {
    job.accept(10);
    CollectingSink reader = system.open(100);
    awaitLine(reader, 10);
    job.checkpoint();
    job.accept(10);
    awaitLine(reader, 20);
    job.crash();
    job.accept(10);

    awaitLine(reader, 30);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(1, 30));
  }

  @Test
  void aReaderWhoComesWhileTheJobIsBehindAfterACrashMissesNothing() {
    job.accept(10);
    job.checkpoint();
    CollectingSink first = system.open(100);
    awaitLine(first, 10);
    job.telling(false);
    job.accept(10);
    job.telling(true);
    CollectingSink second = system.open(100);
    job.accept(5);

    awaitLine(first, 25);
    awaitLine(second, 25);
    assertThat(first.numbers()).isEqualTo(Numbers.range(1, 25));
    assertThat(second.numbers()).isEqualTo(Numbers.range(1, 25));
  }

  @Test
  void linesThatWereNotToldAreReadFromHistory() {
    job.accept(10);
    CollectingSink reader = system.open(100);
    awaitLine(reader, 10);
    job.telling(false);
    job.accept(50);
    job.telling(true);
    job.accept(1);

    awaitLine(reader, 61);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(1, 61));
    assertThat(reader.text()).doesNotContain("L11");
  }

  @Test
  void linesThatTailsAreDeniedAreNotShownAndNotMissed() {
    CollectingSink reader = system.open(100);
    job.accept(2);
    awaitLine(reader, 2);
    system.config.execute(denying(true)).join();
    job.denied(true);
    job.accept(3);
    job.denied(false);
    system.config.execute(denying(false)).join();
    job.accept(1);

    awaitLine(reader, 6);
    assertThat(reader.numbers()).containsExactly(1L, 2L, 6L);
    assertThat(reader.text()).doesNotContain("L11");
  }

  @Test
  void theMarkerOfTheNextRenewalRevealsLinesThatWereNotTold() {
    CollectingSink reader = system.open(100);
    await().until(() -> !job.interests().isEmpty());
    job.telling(false);
    job.accept(20);
    job.telling(true);
    clock.pass(Duration.ofSeconds(21));

    awaitLine(reader, 20);
  }

  @Test
  void linesThatHistoryNoLongerHasAreReportedAsLost() {
    job.accept(10);
    CollectingSink reader = system.open(100);
    awaitLine(reader, 10);
    job.telling(false);
    for (int i = 0; i < 70; i++) {
      job.accept(10);
    }
    job.telling(true);
    job.accept(1);

    awaitLine(reader, 711);
    assertThat(reader.numbers().size() + Numbers.lost(reader.text())).isEqualTo(711);
    assertThat(Numbers.lost(reader.text())).isEqualTo(210 - 10);
    assertThat(reader.text())
        .contains(
            "n=10\n2026-03-01T08:15:30+00:00 logplex[1]: Error L11 (Tail buffer overflow) -> This"
                + " tail session dropped 200 messages since 2026-03-01T08:15:30+00:00.\n2026");
  }

  @Test
  void withoutHistoryTheTailWaitsAndThenShowsEverything() {
    job.accept(10);
    job.readable(false);
    CollectingSink reader = system.open(5);
    await().until(() -> !job.interests().isEmpty());
    job.accept(10);
    clock.pass(Duration.ofSeconds(60));
    job.accept(10);
    assertThat(reader.numbers()).isEmpty();
    job.readable(true);

    awaitLine(reader, 30);
    long first = reader.numbers().get(0);
    assertThat(first).isBetween(6L, 26L);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(first, 30));
  }

  @Test
  void aMarkerThatComesLateIsAskedForAgain() {
    job.answering(false);
    CollectingSink reader = system.open(100);
    await().until(() -> !job.interests().isEmpty());
    job.accept(10);
    job.answering(true);
    clock.pass(Duration.ofSeconds(2));

    awaitLine(reader, 10);
    job.accept(3);
    awaitLine(reader, 13);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(1, 13));
  }

  @Test
  void aSlowReaderIsToldAtTheGapExactlyHowManyLinesItMissed() {
    CollectingSink slow = system.open(0);
    CollectingSink other = system.open(0);
    await().until(() -> !job.interests().isEmpty());
    job.accept(10);
    awaitLine(slow, 10);
    slow.block(true);
    for (int i = 0; i < 100; i++) {
      job.accept(7);
    }
    awaitLine(other, 710);
    slow.block(false);
    job.accept(1);
    awaitLine(slow, 711);

    assertThat(other.numbers()).isEqualTo(Numbers.range(1, 711));
    assertThat(Numbers.lost(slow.text())).isEqualTo(600);
    List<Long> expected = new ArrayList<>(Numbers.range(1, 10));
    expected.addAll(Numbers.range(611, 711));
    assertThat(slow.numbers()).isEqualTo(expected);
    assertThat(slow.text()).contains("n=10\n2026-03-01T08:15:30+00:00 logplex[1]: Error L11 ");
    assertThat(system.metrics.scrape()).contains("logplex_tails_lines_lost_total 600.0");
  }

  @Test
  void aFilteredSlowReaderIsToldOfLossesAmongTheLinesItWants() {
    CollectingSink slow =
        system.open(
            LineFormat.EVENTS,
            0,
            Tail.NOTHING_SEEN,
            LineFilter.of(List.of(), List.of("run"), "", LineFilter.DEBUG));
    CollectingSink other = system.open(0);
    await().until(() -> !job.interests().isEmpty());
    job.accept(1, "run.1");
    awaitLine(slow, 1);
    slow.block(true);
    for (int i = 0; i < 150; i++) {
      job.accept(9, "web.1");
      job.accept(1, "run.1");
    }
    awaitLine(other, 1501);
    slow.block(false);

    assertThat(slow.numbers()).hasSize(101);
    assertThat(Numbers.lost(slow.text())).isEqualTo(50);
    assertThat(slow.text())
        .contains("n=1\n\ndata: 2026-03-01T08:15:30+00:00 logplex[1]: Error L11 ")
        .contains("id: 511\ndata: 2026-03-01T08:15:30.000123+00:00 app[run.1]: n=511\n\n");
  }

  @Test
  void aReaderWhoResumesGetsWhatCameSinceItsLastLine() {
    job.accept(40);
    CollectingSink reader = system.open(LineFormat.EVENTS, 10, 25, LineFilter.ALL);
    awaitLine(reader, 40);
    job.accept(2);

    awaitLine(reader, 42);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(26, 42));
  }

  @Test
  void aReaderWhoResumesTooLateIsToldWhatIsGone() {
    for (int i = 0; i < 100; i++) {
      job.accept(10);
    }
    CollectingSink reader = system.open(LineFormat.EVENTS, 10, 25, LineFilter.ALL);

    awaitLine(reader, 1000);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(501, 1000));
    assertThat(Numbers.lost(reader.text())).isEqualTo(475);
  }

  @Test
  void aReaderWhoIsAheadOfARestartedJobWaitsForIt() {
    job.accept(10);
    CollectingSink reader = system.open(LineFormat.EVENTS, 10, 15, LineFilter.ALL);
    await().until(() -> !job.interests().isEmpty());
    job.accept(10);

    awaitLine(reader, 20);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(16, 20));
  }

  @Test
  void aNumberThatTheChannelDoesNotReachCountsForNone() {
    job.accept(30);
    CollectingSink reader = system.open(LineFormat.EVENTS, 10, 999_999, LineFilter.ALL);
    await().until(() -> !job.interests().isEmpty());
    await()
        .until(
            () -> {
              clock.pass(Duration.ofSeconds(1));
              return !reader.numbers().isEmpty();
            });

    assertThat(reader.numbers()).isEqualTo(Numbers.range(21, 30));
  }

  @Test
  void aHistoryLargerThanOnePageComesWhole() {
    TailSettings tight =
        new TailSettings(
            100,
            1 << 20,
            1,
            10,
            Duration.ofSeconds(15),
            Duration.ofMinutes(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1));
    try (TailFixture small = new TailFixture(clock, tight)) {
      for (int i = 0; i < 400; i++) {
        small.job.accept(10);
      }
      CollectingSink reader = small.open(500);
      awaitLine(reader, 4000);
      small.job.accept(3);
      awaitLine(reader, 4003);
      assertThat(reader.numbers()).isEqualTo(Numbers.range(3501, 4003));
    }
  }

  @Test
  void aQuietEventStreamGetsHeartbeatsAndAQuietTextNothing() {
    CollectingSink events = system.open(LineFormat.EVENTS, 10, Tail.NOTHING_SEEN, LineFilter.ALL);
    CollectingSink text = system.open(10);
    await().until(() -> events.text().equals("retry: 1000\n\n"));
    clock.pass(Duration.ofSeconds(16));
    await().until(() -> events.text().equals("retry: 1000\n\n: heartbeat\n\n"));
    clock.pass(Duration.ofSeconds(16));
    await().until(() -> events.text().endsWith(": heartbeat\n\n: heartbeat\n\n"));

    assertThat(text.text()).isEmpty();
  }

  @Test
  void aReaderWhoLeftIsNoticedAtTheNextHeartbeat() {
    CollectingSink reader = system.open(10);
    reader.leave();
    clock.pass(Duration.ofSeconds(16));

    await().until(() -> system.tails.openTails() == 0 && system.tails.channels() == 0);
  }

  @Test
  void aReaderWhoTakesNothingForTooLongIsCutOff() {
    CollectingSink reader = system.open(10);
    await().until(() -> !job.interests().isEmpty());
    reader.block(true);
    job.accept(1);
    clock.pass(Duration.ofMinutes(16));

    await().until(() -> system.tails.openTails() == 0);
    assertThat(system.tails.heldOctets()).isZero();
  }

  @Test
  void deletingTheChannelEndsItsTails() {
    job.accept(3);
    CollectingSink reader = system.open(10);
    awaitLine(reader, 3);
    system.config.execute(new ConfigCommand.DeleteChannel(ModelJob.CHANNEL)).join();

    await().until(reader::ended);
    assertThat(system.tails.openTails()).isZero();
  }

  @Test
  void linesOfALaterChannelOfTheSameIdEndTheTailAndAreNotShown() {
    job.accept(3);
    CollectingSink reader = system.open(10);
    awaitLine(reader, 3);
    job.recreate(99);
    job.accept(3);

    await().until(reader::ended);
    assertThat(reader.numbers()).isEqualTo(Numbers.range(1, 3));
  }

  @Test
  void forbiddingTailsEndsThoseThatAreOpenWithL20() {
    CollectingSink reader = system.open(10);
    Channel channel = system.channel();
    system.config.putChannel(
        new Channel(
            channel.id(),
            channel.name(),
            channel.incarnation(),
            channel.version() + 1,
            new ChannelFlags(true, false),
            channel.tokens(),
            channel.drains()));

    await().until(reader::ended);
    assertThat(reader.text())
        .isEqualTo(
            "2026-03-01T08:15:30+00:00 Logplex: Error L20 (Tail sessions forbidden) Tail sessions"
                + " for this app are forbidden due to log volume.\n");
  }

  @Test
  void theLeaseIsRenewedWhileSomebodyTailsAndNotAfterwards() {
    CollectingSink reader = system.open(10);
    await().until(() -> job.interests().size() == 1);
    clock.pass(Duration.ofSeconds(21));
    await().until(() -> job.interests().size() == 2);
    assertThat(job.interests().get(1).until()).isEqualTo(clock.millis() + 60_000);
    reader.cut(new ReaderGoneException("left"));
    clock.pass(Duration.ofSeconds(21));
    system.open(10);

    await().until(() -> job.interests().size() == 3);
    assertThat(job.interests().get(2).request()).isNotEqualTo(job.interests().get(1).request());
  }

  @Test
  void nothingIsHeldForReadersWhoKeepUp() {
    for (int i = 0; i < 10; i++) {
      system.open(100);
    }
    await().until(() -> !job.interests().isEmpty());
    job.accept(50);

    await().until(() -> system.tails.heldOctets() == 0 && system.tails.openTails() == 10);
  }

  private static ConfigCommand.SetSwitch denying(boolean on) {
    return new ConfigCommand.SetSwitch("deny_tail_sessions", BooleanNode.valueOf(on));
  }

  private static void pace() {
    // The model has no network: without a pause it outruns any reader within a time slice.
    java.util.concurrent.locks.LockSupport.parkNanos(200_000);
  }

  private static void awaitLine(CollectingSink reader, long number) {
    await()
        .until(
            () ->
                reader.text().endsWith("n=" + number + "\n")
                    || reader.text().endsWith("n=" + number + "\n\n"));
  }
}
