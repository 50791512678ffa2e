package dev.logplex.drain;

import dev.logplex.drain.net.NettyTransports;
import dev.logplex.model.Drain;
import dev.logplex.syslog.LineFilter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Sends lines to a drain's destination once more, beside the live stream: over a connection of its
 * own, in order, one request at a time, tried again like the drain's own requests. Whoever gives
 * lines waits until there is room for more. Requests over HTTP have {@code Logplex-Replay} in place
 * of {@code Logplex-Seq}. Not safe for use by several threads, but for {@link #sent} and {@link
 * #close}.
 */
public final class Redelivery implements AutoCloseable {

  /** Names the replay in each of its requests. */
  public static final String HEADER = "Logplex-Replay";

  private static final int MAX_LINES = 5_000;
  private static final byte[] NO_NOTICE = {};

  private final LineFilter filter;
  private final int room;
  private final long budget;
  private final DrainTransport transport;
  private final RandomGenerator random = RandomGenerator.of("L128X128MixRandom");
  private final DrainBuffer buffer = new DrainBuffer();
  private volatile long sent;

  /**
   * @param drain with a destination; its filters and options hold
   * @param marks headers that tell a receiver over HTTP what this is; {@link #HEADER} among them
   * @param budget how long one request is tried
   */
  public Redelivery(
      Drain drain, Map<String, String> marks, NettyTransports transports, Duration budget) {
    this.filter = LineFilter.of(drain.options());
    this.room = DrainDelivery.room(drain.options());
    this.budget = budget.toNanos();
    this.transport = transports.open(drain, marks);
  }

  /**
   * Takes lines, and sends while there are enough for a request.
   *
   * @param lines number of frames
   * @param frames canonical frames
   * @return how many of them the drain's filter lets through
   * @throws RedeliveryException if they cannot be delivered; then this is of no more use
   */
  public int send(int lines, byte[] frames) throws RedeliveryException, InterruptedException {
    int wanted = 0;
    for (FrameSlice slice : LineSelection.of(filter, FrameSlice.of(1, lines, frames))) {
      buffer.add(slice);
      wanted += slice.lines();
    }
    while (buffer.octets() >= room || buffer.lines() >= MAX_LINES) {
      sendOne();
    }
    return wanted;
  }

  /** Sends what is left. */
  public void flush() throws RedeliveryException, InterruptedException {
    while (!buffer.isEmpty()) {
      sendOne();
    }
  }

  /** Lines that were delivered. */
  public long sent() {
    return sent;
  }

  /** Closes the connection without waiting; a request under way fails. */
  @Override
  public void close() {
    transport.close();
  }

  // One thread adds.
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  private void sendOne() throws RedeliveryException, InterruptedException {
    DrainRequest request =
        DrainRequest.of(
            DrainDelivery.newFrameId(random),
            System.currentTimeMillis(),
            LossNotice.NONE,
            NO_NOTICE,
            buffer.take(room, MAX_LINES));
    deliver(request);
    sent += request.lines();
  }

  private void deliver(DrainRequest request) throws RedeliveryException, InterruptedException {
    long start = System.nanoTime();
    for (int failures = 1; ; failures++) {
      Outcome outcome = attempt(request);
      switch (RetryPolicy.classify(outcome)) {
        case DELIVERED -> {
          return;
        }
        case REFUSED -> throw new RedeliveryException("refused: " + outcome.detail());
        case RETRY -> {
          long left = budget - (System.nanoTime() - start);
          if (left <= 0 || hopeless(outcome)) {
            throw new RedeliveryException("not delivered: " + describe(outcome));
          }
          long delay = RetryPolicy.delay(failures, outcome, random);
          TimeUnit.NANOSECONDS.sleep(Math.min(TimeUnit.MILLISECONDS.toNanos(delay), left));
        }
      }
    }
  }

  /** Somebody is waiting for the end: what only a change of the definition can heal is told. */
  private static boolean hopeless(Outcome outcome) {
    return outcome.kind() == Outcome.Kind.UNUSABLE || outcome.kind() == Outcome.Kind.FORBIDDEN;
  }

  private Outcome attempt(DrainRequest request) throws InterruptedException {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    transport.send(request, outcome::complete);
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is told, never failed", e);
    }
  }

  private static String describe(Outcome outcome) {
    return outcome.kind() == Outcome.Kind.ANSWERED
        ? outcome.detail()
        : outcome.kind().name().toLowerCase(Locale.ROOT) + ", " + outcome.detail();
  }
}
