package dev.logplex.drain;

import static dev.logplex.drain.Lines.frames;
import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.model.Drain;
import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules of delivery, step by step, in simulated time. */
class DrainDeliveryTest {

  private static final Outcome OK = Outcome.answered(200, 0);
  private static final Outcome BUSY = Outcome.answered(503, 0);
  private static final Outcome REFUSED = Outcome.answered(404, 0);

  private final SimulatedHost host = new SimulatedHost(1);
  private final Wire wire = new Wire();
  private DrainStage stage = newStage(1 << 20);

  /** Attempts as they are made; the test says how they end. */
  private static final class Wire implements DrainTransport.Factory {
    final List<DrainRequest> requests = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    private Consumer<Outcome> pending;

    @Override
    public DrainTransport open(Drain drain) {
      return new DrainTransport() {
        @Override
        public void send(DrainRequest request, Consumer<Outcome> outcome) {
          assertThat(pending).as("one request at a time").isNull();
          requests.add(request);
          pending = outcome;
        }

        @Override
        public void close() {
          closed.add(drain.url());
        }
      };
    }

    @Override
    public void close() {
      // Nothing is open.
    }

    DrainRequest last() {
      return requests.get(requests.size() - 1);
    }

    void end(Outcome outcome) {
      Consumer<Outcome> ended = pending;
      pending = null;
      ended.accept(outcome);
    }
  }

  @Test
  void aWaitingRequestIsPushedOutByNewerLines() {
    define("http://a/");
    route(1, 40);
    answer(BUSY);
    route(41, 100);
    assertThat(stage.status(TOKEN).dropped()).isEmpty();

    route(101, 101);

    assertThat(stage.status(TOKEN).dropped()).isEqualTo(java.util.Map.of(LossReason.OVERFLOW, 40L));
    host.pass(1_000);
    assertThat(Lines.contents(Lines.octets(wire.last().frames())).subList(0, 2))
        .containsExactly("L10 40", "41");
  }

  @Test
  void aRequestUnderWayStaysAndTheGapLiesBehindIt() {
    define("http://a/");
    route(1, 10);
    route(11, 130);
    answer(OK);

    assertThat(Lines.contents(Lines.octets(wire.last().frames())).subList(0, 2))
        .containsExactly("L10 20", "31");
  }

  @Test
  void aDrainThatAnswersMayFallBehindFurtherDuringABurst() {
    define("http://a/");
    route(1, 1);
    answer(OK);
    route(2, 1_000);
    assertThat(stage.status(TOKEN).dropped()).isEmpty();

    answer(OK);

    assertThat(stage.status(TOKEN).dropped()).isEmpty();
  }

  @Test
  void aDrainThatStopsAnsweringIsCutToItsBoundsAfterASecond() {
    define("http://a/");
    route(1, 1);
    answer(OK);
    route(2, 11);
    route(12, 1_000);
    host.pass(1_000);
    assertThat(stage.status(TOKEN).dropped()).isEmpty();

    host.pass(1);

    assertThat(stage.status(TOKEN).dropped())
        .isEqualTo(java.util.Map.of(LossReason.OVERFLOW, 889L));
  }

  @Test
  void aClockThatIsSetBackGivesADrainThatStopsAnsweringNoMoreTime() {
    define("http://a/");
    route(1, 1);
    answer(OK);
    route(2, 2);
    for (int i = 0; i < 10; i++) {
      route(3 + 20 * i, 22 + 20 * i);
    }
    host.jump(-3_600_000);

    host.pass(1_001);

    assertThat(stage.backlog().lines()).isLessThanOrEqualTo(101);
  }

  @Test
  void aDrainThatFailsIsCutToItsBoundsAtOnce() {
    define("http://a/");
    route(1, 1);
    answer(OK);
    route(2, 11);
    route(12, 1_000);
    answer(BUSY);

    assertThat(stage.status(TOKEN).bufferedLines()).isEqualTo(100);
  }

  @Test
  void theNoticeIsLogplexsLetterForLetter() {
    define("http://a/");
    route(1, 3);
    answer(REFUSED);
    host.pass(4_000);
    route(4, 4);

    assertThat(new String(wire.last().noticeFrame(), StandardCharsets.US_ASCII))
        .isEqualTo(
            "143 <172>1 2026-03-01T08:15:34+00:00 host heroku logplex - Error L10 (output buffer"
                + " overflow): 3 messages dropped since 2026-03-01T08:15:30+00:00.\n");
  }

  @Test
  void aNoticeThatWasNotDeliveredIsAddedToTheNext() {
    define("http://a/");
    route(1, 3);
    answer(REFUSED);
    route(4, 5);
    answer(REFUSED);
    route(6, 6);

    assertThat(wire.last().notice()).isEqualTo(new LossNotice(5, SimulatedHost.START));
    answer(OK);
    route(7, 7);
    assertThat(wire.last().notice().isEmpty()).isTrue();
  }

  @Test
  void aRequestIsGivenUpWhenItsBudgetIsSpent() {
    define("http://a/");
    route(1, 3);
    DrainRequest first = wire.last();
    while (stage.status(TOKEN).dropped().isEmpty()) {
      assertThat(wire.last()).isSameAs(first);
      answer(BUSY);
      passToNextAttempt();
    }

    assertThat(stage.status(TOKEN).dropped()).isEqualTo(java.util.Map.of(LossReason.EXHAUSTED, 3L));
    assertThat(host.now() - SimulatedHost.START).isBetween(300_000L, 331_000L);
  }

  @Test
  void theFirstRetryComesWithinATenthOfASecond() {
    define("http://a/");
    route(1, 1);
    answer(BUSY);
    host.pass(100);
    assertThat(wire.requests).hasSize(2);
  }

  @Test
  void theFirstLossIsReportedAtOnceAndTheRestOncePerSecond() {
    define("http://a/");
    for (int seq = 1; seq <= 5; seq++) {
      route(seq, seq);
      answer(REFUSED);
    }
    assertThat(host.losses).extracting(Loss::count).containsExactly(1L);

    host.pass(1_000);

    assertThat(host.losses).extracting(Loss::count).containsExactly(1L, 4L);
    assertThat(host.losses.get(1))
        .isEqualTo(
            new Loss(
                CHANNEL,
                7,
                TOKEN,
                LossReason.REFUSED,
                4,
                2,
                5,
                SimulatedHost.START,
                SimulatedHost.START));
  }

  @Test
  void theChannelIsWarnedAtOnceAndThenOncePerMinuteWithTheSum() {
    define("http://a/");
    for (int seq = 1; seq <= 5; seq++) {
      route(seq, seq);
      answer(REFUSED);
    }
    assertThat(host.warnings)
        .containsExactly(
            CHANNEL
                + " "
                + framed(
                    "<172>1 2026-03-01T08:15:30+00:00 host heroku logplex - Error L10 (output"
                        + " buffer overflow): drain '"
                        + TOKEN
                        + "' dropped 1 messages since 2026-03-01T08:15:30+00:00.\n"));

    host.pass(59_000);
    assertThat(host.warnings).hasSize(1);
    host.pass(1_000);

    assertThat(host.warnings).hasSize(2);
    assertThat(host.warnings.get(1))
        .endsWith("dropped 4 messages since 2026-03-01T08:15:30+00:00.\n");
    host.pass(600_000);
    assertThat(host.warnings).hasSize(2);
  }

  @Test
  void aWarningThatWasNotYetGivenOutlivesACrash() {
    define("http://a/");
    route(1, 1);
    answer(REFUSED);
    route(2, 4);
    answer(REFUSED);
    MemoryStore state = MemoryStore.of(stage, TOKEN);
    host.crash();
    host.warnings.clear();

    state.restore(new DrainStage(settings(100, 1 << 20), Specs.CODEC, host, new Wire()), TOKEN);
    host.pass(60_000);

    assertThat(host.warnings).singleElement().asString().contains("dropped 3 messages");
  }

  @Test
  void aReceiverThatIsNotTrustedIsToldOncePerMinuteWithoutSecrets() {
    define("https://user:secret@a:8443/path?key=secret#x");
    route(1, 1);
    for (int i = 0; i < 5; i++) {
      answer(Outcome.of(Outcome.Kind.TLS, "unknown_ca"));
      passToNextAttempt();
    }
    assertThat(host.warnings)
        .containsExactly(
            CHANNEL
                + " "
                + framed(
                    "<188>1 2026-03-01T08:15:30+00:00 host heroku logplex - Error L14 (certificate"
                        + " validation): error=\"unknown_ca\" uri=\"https://a:8443/path\"\n"));
  }

  @Test
  void aBrokenDrainSaysNoMoreThanTwoThingsAMinuteInItsChannel() {
    define("https://a/");
    for (int minute = 0; minute < 60; minute++) {
      for (int second = 0; second < 60; second++) {
        long seq = 1 + 60 * minute + second;
        route(seq, seq);
        answer(second % 2 == 0 ? REFUSED : Outcome.of(Outcome.Kind.TLS, "unknown_ca"));
        host.pass(1_000);
      }
    }
    assertThat(host.warnings).filteredOn(w -> w.contains("L10")).hasSizeBetween(58, 62);
    assertThat(host.warnings).filteredOn(w -> w.contains("L14")).hasSizeBetween(58, 62);
  }

  @Test
  void anOperatorMayTurnWarningsOffAndLossesAreStillReported() {
    DrainSettings usual = settings(100, 1 << 20);
    stage =
        new DrainStage(
            new DrainSettings(
                usual.buffers(), usual.times(), usual.reach(), usual.network(), false),
            Specs.CODEC,
            host,
            wire);
    define("https://a/");
    route(1, 3);
    answer(Outcome.of(Outcome.Kind.TLS, "unknown_ca"));
    passToNextAttempt();
    answer(REFUSED);
    host.pass(600_000);
    assertThat(host.warnings).isEmpty();
    assertThat(host.losses).extracting(Loss::count).containsExactly(3L);
  }

  @Test
  void linesOfADrainThatWasRemovedAreNotWarnedOf() {
    define("http://a/");
    route(1, 3);
    stage.remove(TOKEN);
    assertThat(host.losses).extracting(Loss::reason).containsExactly(LossReason.REMOVED);
    assertThat(host.warnings).isEmpty();
  }

  private static String framed(String message) {
    return message.length() + " " + message;
  }

  @Test
  void aChangedDestinationIsTriedAtOnceWithTheSameRequest() {
    define("http://a/");
    route(1, 1);
    answer(Outcome.answered(503, 60_000));

    define("http://b/");

    assertThat(wire.requests).hasSize(2);
    assertThat(wire.requests.get(1)).isSameAs(wire.requests.get(0));
    assertThat(wire.closed).containsExactly("http://a/");
  }

  @Test
  void anAttemptUnderWayMayFinishAtTheOldDestination() {
    define("http://a/");
    route(1, 1);
    define("http://b/");
    assertThat(wire.closed).isEmpty();

    answer(OK);

    assertThat(wire.closed).containsExactly("http://a/");
    assertThat(stage.status(TOKEN).delivered()).isEqualTo(1);
  }

  @Test
  void repeatingADefinitionChangesNothing() {
    define("http://a/");
    stage.takeChanged();
    define("http://a/");
    assertThat(stage.takeChanged()).isEmpty();
  }

  @Test
  void aRestoredDrainSendsTheSameRequestUnderTheSameId() {
    define("http://a/");
    route(1, 2);
    route(3, 4);
    DrainRequest before = wire.last();
    MemoryStore state = MemoryStore.of(stage, TOKEN);

    Wire newWire = new Wire();
    DrainStage restored = new DrainStage(settings(100, 1 << 20), Specs.CODEC, host, newWire);
    state.restore(restored, TOKEN);
    assertThat(newWire.requests).isEmpty();
    host.pass(10);

    assertThat(newWire.last().frameId()).isEqualTo(before.frameId());
    assertThat(Lines.octets(newWire.last().frames())).isEqualTo(frames(1, 2));
    assertThat(restored.status(TOKEN).bufferedLines()).isEqualTo(4);
  }

  @Test
  void restoredDrainsDoNotStartTogether() {
    List<Long> starts = new ArrayList<>();
    DrainStage restored =
        new DrainStage(
            settings(50, 1 << 20),
            Specs.CODEC,
            host,
            factory(drain -> (request, outcome) -> starts.add(host.now())));
    for (int i = 0; i < 1_000; i++) {
      define("http://a/");
      wire.pending = null;
      route(1, 1);
      MemoryStore state = MemoryStore.of(stage, TOKEN);
      stage.remove(TOKEN);
      state.restore(restored, TOKEN + i);
    }
    assertThat(starts).isEmpty();

    host.pass(1_000);

    assertThat(starts).hasSize(1_000);
    assertThat(starts.stream().distinct().count()).isGreaterThan(300);
  }

  @Test
  void aDefinitionThatCannotBeOpenedKeepsTheLinesForABetterOne() {
    stage.define("another channel", TOKEN, Specs.of("http://a/"));
    route(1, 2);
    assertThat(stage.status(TOKEN).bufferedLines()).isEqualTo(2);
  }

  @Test
  void theTasksBudgetTakesFromTheLargestBacklog() {
    DrainStage small = newStage(10_000);
    for (String token : List.of("d.1", "d.2")) {
      small.define(CHANNEL, token, Specs.of(token, "http://a/"));
    }
    byte[] much = frames(1, 300);
    wire.pending = null;
    small.route("d.1", 1, 1, frames(1, 1));
    wire.pending = null;
    small.route("d.2", 1, 1, frames(1, 1));
    small.route("d.2", 2, 10, frames(2, 11));
    small.route("d.1", 2, 300, much);

    assertThat(small.backlog().octets()).isLessThanOrEqualTo(10_000);
    assertThat(small.status("d.2").dropped()).isEmpty();
    assertThat(small.status("d.1").dropped().get(LossReason.OVERFLOW)).isGreaterThan(100);
  }

  @Test
  void whatTheTasksBudgetTookIsTheOldestAndToldToTheLine() {
    DrainStage small = newStage(10_000);
    small.define(CHANNEL, TOKEN, Specs.of("http://a/"));
    small.route(TOKEN, 1, 1, frames(1, 1));
    small.route(TOKEN, 2, 300, frames(2, 301));
    long dropped = small.status(TOKEN).dropped().get(LossReason.OVERFLOW);

    answer(OK);

    assertThat(Lines.contents(Lines.octets(wire.last().frames())).subList(0, 2))
        .containsExactly("L10 " + dropped, Long.toString(2 + dropped));
    assertThat(small.status(TOKEN).bufferedLines()).isEqualTo(300 - dropped);
  }

  private void passToNextAttempt() {
    int before = wire.requests.size();
    while (wire.requests.size() == before && stage.status(TOKEN).dropped().isEmpty()) {
      host.pass(100);
    }
  }

  private void define(String url) {
    stage.define(CHANNEL, TOKEN, Specs.of(url));
  }

  private void route(long first, long last) {
    stage.route(TOKEN, first, (int) (last - first + 1), frames(first, last));
  }

  private void answer(Outcome outcome) {
    wire.end(outcome);
    host.pass(0);
  }

  private DrainStage newStage(long taskOctets) {
    return new DrainStage(
        settings(taskOctets < 1 << 20 ? 1_000 : 100, taskOctets), Specs.CODEC, host, wire);
  }

  private interface Send {
    void send(DrainRequest request, Consumer<Outcome> outcome);
  }

  private static DrainTransport.Factory factory(java.util.function.Function<Drain, Send> sends) {
    return new DrainTransport.Factory() {
      @Override
      public DrainTransport open(Drain drain) {
        Send send = sends.apply(drain);
        return new DrainTransport() {
          @Override
          public void send(DrainRequest request, Consumer<Outcome> outcome) {
            send.send(request, outcome);
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
    };
  }

  private static DrainSettings settings(int lines, long taskOctets) {
    return DrainSettings.DEFAULT
        .with(new DrainSettings.Buffers(lines, 1 << 20, taskOctets))
        .with(DrainSettings.Reach.PRIVATE_TOO);
  }
}
