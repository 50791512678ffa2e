package dev.logplex.testkit;

import java.time.Duration;

/** How a {@link DrainReceiver} treats requests. */
public final class Behaviour {

  enum Kind {
    ACCEPT,
    ANSWER,
    SLOW,
    HANG,
    HANG_UNREAD,
    RESET,
    DRIP,
    CLOSE,
    GARBAGE,
    REFUSE
  }

  /** Reads, checks, enters into the ledger, answers 200. */
  public static final Behaviour ACCEPT = new Behaviour(Kind.ACCEPT, 200, Duration.ZERO);

  /** Accepts the connection, reads everything, never answers. */
  public static final Behaviour HANG = new Behaviour(Kind.HANG, 0, Duration.ZERO);

  /** Accepts the connection and never reads an octet. */
  public static final Behaviour HANG_UNREAD = new Behaviour(Kind.HANG_UNREAD, 0, Duration.ZERO);

  /** Resets the connection as soon as the request's head is in. */
  public static final Behaviour RESET = new Behaviour(Kind.RESET, 0, Duration.ZERO);

  /** Reads, then answers a status line one octet every 100 ms, without end. */
  public static final Behaviour DRIP = new Behaviour(Kind.DRIP, 0, Duration.ofMillis(100));

  /** Reads, then closes without an answer. */
  public static final Behaviour CLOSE = new Behaviour(Kind.CLOSE, 0, Duration.ZERO);

  /** Reads, then answers something that is not HTTP. */
  public static final Behaviour GARBAGE = new Behaviour(Kind.GARBAGE, 0, Duration.ZERO);

  /** Does not listen: connections are refused. */
  public static final Behaviour REFUSE = new Behaviour(Kind.REFUSE, 0, Duration.ZERO);

  private final Kind kind;
  private final int status;
  private final Duration delay;

  private Behaviour(Kind kind, int status, Duration delay) {
    this.kind = kind;
    this.status = status;
    this.delay = delay;
  }

  /** Reads and answers the status; with 2xx the lines enter the ledger. */
  public static Behaviour answer(int status) {
    return new Behaviour(Kind.ANSWER, status, Duration.ZERO);
  }

  /** Reads, enters into the ledger, and answers 200 after the delay. */
  public static Behaviour slow(Duration delay) {
    return new Behaviour(Kind.SLOW, 200, delay);
  }

  Kind kind() {
    return kind;
  }

  int status() {
    return status;
  }

  Duration delay() {
    return delay;
  }

  /** Whether lines of a request enter the ledger. */
  boolean accepts() {
    return status >= 200 && status < 300;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ANSWER -> "ANSWER " + status;
      case SLOW -> "SLOW " + delay.toMillis() + " ms";
      default -> kind.name();
    };
  }
}
