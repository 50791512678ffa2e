package dev.logplex.drain;

import dev.logplex.model.Drain;
import java.util.function.Consumer;

/** Carries the requests of one drain to its receiver, one at a time. */
public interface DrainTransport {

  /**
   * Starts an attempt and returns at once. The outcome is told exactly once, on any thread, within
   * the connect and request timeouts. Not called again before that.
   */
  void send(DrainRequest request, Consumer<Outcome> outcome);

  /** Whether an attempt under way has no connection yet. May be called on any thread. */
  default boolean connecting() {
    return false;
  }

  /** Closes the connection without waiting. An attempt under way ends as {@code CLOSED}. */
  void close();

  /** Makes transports. */
  interface Factory extends AutoCloseable {
    /** A transport for the drain as it is defined; does not connect yet. */
    DrainTransport open(Drain drain);

    @Override
    void close();
  }
}
