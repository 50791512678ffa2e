package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.model.Drain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The receiver of one drain with all its faults. Checks what a receiver can check: order, gaps that
 * are told exactly where they are, one request at a time, and the same octets under the same id.
 */
final class SimulatedReceiver {

  /** How the receiver behaves for a while. */
  enum Mood {
    HEALTHY,
    BUSY,
    REFUSING,
    HANGING,
    UNREACHABLE,
    FORGETTING_ANSWERS,
    MOODY
  }

  /** What the receiver and the sender agree on; goes back in a crash to what the sender knew. */
  record Agreed(long lastSeq, long lines, long told) {}

  private final SimulatedHost host;
  private final RandomGenerator random;
  private final Map<String, byte[]> bodies = new HashMap<>();
  private Agreed agreed = new Agreed(0, 0, 0);
  private Agreed agreedBefore = agreed;
  private long highest;
  private Mood mood = Mood.HEALTHY;
  private boolean busy;
  private int life;

  SimulatedReceiver(SimulatedHost host, RandomGenerator random) {
    this.host = host;
    this.random = random;
  }

  void mood(Mood newMood) {
    mood = newMood;
  }

  Agreed agreed() {
    return agreed;
  }

  /** Before the last request that was taken and answered. */
  Agreed agreedBefore() {
    return agreedBefore;
  }

  /** The sender died, and a new one continues from what was agreed earlier. */
  void senderCrashed(Agreed earlier) {
    agreed = earlier;
    agreedBefore = earlier;
    busy = false;
    life++;
  }

  DrainTransport transport() {
    int opened = life;
    return new DrainTransport() {
      @Override
      public void send(DrainRequest request, Consumer<Outcome> outcome) {
        attempt(request, outcome);
      }

      @Override
      public void close() {
        assertThat(opened).isLessThanOrEqualTo(life);
      }
    };
  }

  static DrainTransport.Factory factory(Map<String, SimulatedReceiver> receivers) {
    return new DrainTransport.Factory() {
      @Override
      public DrainTransport open(Drain drain) {
        return receivers.get(drain.token()).transport();
      }

      @Override
      public void close() {
        // The receivers outlive the sender.
      }
    };
  }

  private void attempt(DrainRequest request, Consumer<Outcome> outcome) {
    assertThat(busy).as("one request at a time").isFalse();
    busy = true;
    int sentIn = life;
    long latency = random.nextLong(200);
    host.schedule(
        latency,
        () -> {
          if (life == sentIn) {
            meet(request, outcome);
          }
        });
  }

  private void meet(DrainRequest request, Consumer<Outcome> outcome) {
    Mood now = mood == Mood.MOODY ? Mood.values()[random.nextInt(Mood.values().length)] : mood;
    switch (now) {
      case HEALTHY, MOODY -> {
        take(request);
        agree(request);
        end(0, outcome, Outcome.answered(204, 0));
      }
      case BUSY -> end(0, outcome, Outcome.answered(503, random.nextInt(4) == 0 ? 20_000 : 0));
      case REFUSING -> {
        check(request);
        end(0, outcome, Outcome.answered(400 + 10 * random.nextInt(2), 0));
      }
      case HANGING -> end(10_000, outcome, Outcome.of(Outcome.Kind.TIMEOUT, "hangs"));
      case UNREACHABLE -> end(3_000, outcome, Outcome.of(Outcome.Kind.CONNECT, "away"));
      case FORGETTING_ANSWERS -> {
        take(request);
        end(10_000, outcome, Outcome.of(Outcome.Kind.TIMEOUT, "took it, and said nothing"));
      }
    }
  }

  private void end(long after, Consumer<Outcome> outcome, Outcome result) {
    int sentIn = life;
    host.schedule(
        after,
        () -> {
          if (life == sentIn) {
            busy = false;
            outcome.accept(result);
          }
        });
  }

  private void take(DrainRequest request) {
    check(request);
    long gap = request.firstSeq() - 1 - highest;
    assertThat(gap)
        .as("untold gap before %s", request)
        .isLessThanOrEqualTo(request.notice().count());
    highest = Math.max(highest, request.lastSeq());
  }

  private void check(DrainRequest request) {
    byte[] body = Lines.octets(request.frames());
    byte[] before = bodies.putIfAbsent(request.frameId(), body);
    assertThat(before == null || Arrays.equals(before, body)).as("octets of one frame id").isTrue();
    List<String> contents = Lines.contents(body);
    assertThat(contents).hasSize(request.messages());
    long told = 0;
    int at = 0;
    if (contents.get(0).startsWith("L10 ")) {
      told = Long.parseLong(contents.get(at++).substring(4));
    }
    assertThat(told).isEqualTo(request.notice().count());
    for (long seq = request.firstSeq(); at < contents.size(); at++, seq++) {
      assertThat(contents.get(at)).isEqualTo(Long.toString(seq));
    }
    assertThat(request.firstSeq())
        .as("what was agreed (%s) and told (%s) lies before %s", agreed, told, request)
        .isEqualTo(agreed.lastSeq() + told + 1);
  }

  private void agree(DrainRequest request) {
    agreedBefore = agreed;
    agreed =
        new Agreed(
            request.lastSeq(),
            agreed.lines() + request.lines(),
            agreed.told() + request.notice().count());
  }
}
