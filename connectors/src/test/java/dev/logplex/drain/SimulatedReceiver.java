package dev.logplex.drain;

import dev.logplex.model.Drain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

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
    BREAKING,
    MOODY
  }

  private static final int[] BUSY_ANSWERS = {101, 301, 401, 403, 408, 429, 500, 503};
  private static final int[] REFUSALS = {400, 404, 410, 413, 422};
  private static final List<Outcome> UNREACHABLE =
      Stream.of(
              Outcome.Kind.DNS,
              Outcome.Kind.FORBIDDEN,
              Outcome.Kind.CONNECT,
              Outcome.Kind.TLS,
              Outcome.Kind.UNUSABLE)
          .map(kind -> Outcome.of(kind, "away"))
          .toList();

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
    return new DrainTransport() {
      @Override
      public void send(DrainRequest request, Consumer<Outcome> outcome) {
        attempt(request, outcome);
      }

      @Override
      public void close() {
        // Every attempt ends by itself.
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
    require(!busy, "two requests at a time: %s", request);
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
      case BUSY -> {
        long wait = random.nextInt(4) == 0 ? random.nextLong(600_000) : 0;
        end(0, outcome, Outcome.answered(any(BUSY_ANSWERS), wait));
      }
      case REFUSING -> {
        check(request);
        end(0, outcome, Outcome.answered(any(REFUSALS), 0));
      }
      case HANGING -> end(10_000, outcome, Outcome.of(Outcome.Kind.TIMEOUT, "hangs"));
      case UNREACHABLE ->
          end(random.nextLong(3_001), outcome, UNREACHABLE.get(random.nextInt(UNREACHABLE.size())));
      case FORGETTING_ANSWERS -> {
        take(request);
        end(10_000, outcome, Outcome.of(Outcome.Kind.TIMEOUT, "took it, and said nothing"));
      }
      case BREAKING -> {
        takeFirst(request, random.nextInt(request.lines() + 1));
        Outcome.Kind kind = random.nextBoolean() ? Outcome.Kind.CLOSED : Outcome.Kind.GARBLED;
        end(random.nextLong(10_000), outcome, Outcome.of(kind, "took some of it"));
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

  private int any(int[] of) {
    return of[random.nextInt(of.length)];
  }

  private void take(DrainRequest request) {
    takeFirst(request, request.lines());
  }

  /** Takes the request's first lines, and what it tells of if there is one. */
  private void takeFirst(DrainRequest request, int lines) {
    check(request);
    if (lines > 0) {
      long gap = request.firstSeq() - 1 - highest;
      require(gap <= request.notice().count(), "untold gap before %s", request);
      highest = Math.max(highest, request.firstSeq() + lines - 1);
    }
  }

  private void check(DrainRequest request) {
    byte[] body = Lines.octets(request.frames());
    byte[] before = bodies.putIfAbsent(request.frameId(), body);
    require(before == null || Arrays.equals(before, body), "other octets in %s", request);
    if (before == null) {
      read(body, request);
    }
    require(
        request.firstSeq() == agreed.lastSeq() + request.notice().count() + 1,
        "what was agreed (%s) and told lies before %s",
        agreed,
        request);
  }

  /** The notice comes first, and all lines follow one another. */
  private static void read(byte[] body, DrainRequest request) {
    List<String> contents = Lines.contents(body);
    require(contents.size() == request.messages(), "another count in %s", request);
    int at = 0;
    if (request.notice().count() > 0) {
      require(
          contents.get(at++).equals("L10 " + request.notice().count()), "no L10 in %s", request);
    }
    for (long seq = request.firstSeq(); at < contents.size(); at++, seq++) {
      require(contents.get(at).equals(Long.toString(seq)), "no line %d in %s", seq, request);
    }
  }

  /** Cheap where it holds: a simulation asks millions of times. */
  static void require(boolean holds, String otherwise, Object... about) {
    if (!holds) {
      throw new AssertionError(String.format(otherwise, about));
    }
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
