package dev.logplex.drain;

import dev.logplex.drain.net.NettyTransports;
import dev.logplex.drain.net.Trace.Step;
import dev.logplex.model.Drain;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Sends a drain one line as the job would, over a connection of its own, and tells what happened at
 * each step. The line says that it is a test and has the sequence 0, which no other line has. Safe
 * for use by several threads.
 */
public final class DrainProbe implements AutoCloseable {

  /** With the time to connect, all of it takes less than ten seconds. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(6);

  private static final String TEXT =
      "This is a test line that somebody asked for, to see whether this drain works.";

  /**
   * What happened.
   *
   * @param delivered whether the line counts as delivered
   * @param outcome how the attempt ended
   * @param steps those that were passed, and the one that was not
   */
  public record Report(boolean delivered, Outcome outcome, List<Passage> steps) {}

  /**
   * One step.
   *
   * @param millis how long it took
   * @param detail for humans; holds no secret; may be empty
   */
  public record Passage(Step step, boolean passed, long millis, String detail) {}

  private final NettyTransports transports;

  /**
   * @throws IllegalArgumentException if the settings' file of certificate authorities cannot be
   *     used
   */
  public DrainProbe(DrainSettings settings) {
    transports = new NettyTransports(settings.with(settings.times().answeredWithin(ANSWER_WITHIN)));
  }

  /**
   * @param drain with a destination
   * @return within ten seconds; does not fail
   */
  public CompletableFuture<Report> run(Drain drain) {
    Log log = new Log();
    CompletableFuture<Report> report = new CompletableFuture<>();
    DrainTransport transport = transports.open(drain, log::passed);
    transport.send(
        request(System.currentTimeMillis()),
        outcome -> {
          transport.close();
          report.complete(log.ended(outcome));
        });
    return report;
  }

  /** Waits for nobody; probes under way end as closed. */
  @Override
  public void close() {
    transports.close();
  }

  private static DrainRequest request(long now) {
    String message = "<190>1 " + LossNotice.time(now) + " host heroku logplex - " + TEXT + "\n";
    byte[] frame = (message.length() + " " + message).getBytes(StandardCharsets.US_ASCII);
    return DrainRequest.of(
        DrainDelivery.newFrameId(RandomGenerator.of("L128X128MixRandom")),
        now,
        LossNotice.NONE,
        new byte[0],
        List.of(FrameSlice.of(0, 1, frame)));
  }

  /** The steps of one attempt, as they come. */
  private static final class Log {
    private final List<Passage> steps = new ArrayList<>();
    private long since = System.nanoTime();

    synchronized void passed(Step step, String detail) {
      add(step, true, detail);
    }

    synchronized Report ended(Outcome outcome) {
      boolean delivered = RetryPolicy.classify(outcome) == RetryPolicy.Verdict.DELIVERED;
      if (outcome.kind() != Outcome.Kind.WRITTEN) {
        add(failed(outcome), delivered, outcome.detail());
      }
      return new Report(delivered, outcome, List.copyOf(steps));
    }

    private Step failed(Outcome outcome) {
      return switch (outcome.kind()) {
        case DNS -> Step.RESOLVE;
        case FORBIDDEN -> Step.GUARD;
        case CONNECT -> Step.CONNECT;
        case TLS -> Step.TLS;
        case ANSWERED, GARBLED -> Step.ANSWER;
        default ->
            steps.stream().anyMatch(passage -> passage.step() == Step.REQUEST)
                ? Step.ANSWER
                : Step.REQUEST;
      };
    }

    private void add(Step step, boolean passed, String detail) {
      long now = System.nanoTime();
      steps.add(new Passage(step, passed, (now - since) / 1_000_000, detail));
      since = now;
    }
  }
}
