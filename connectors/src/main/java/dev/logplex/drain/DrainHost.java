package dev.logplex.drain;

import dev.logplex.model.Loss;
import java.util.random.RandomGenerator;

/**
 * What the drains of one task need from whoever runs them: a clock, timers, one thread and a place
 * for losses. A Flink operator, or a simulation.
 */
public interface DrainHost {

  /** Milliseconds since the epoch. */
  long now();

  /** Runs the task once on the drains' thread, not before so many milliseconds have passed. */
  Timer schedule(long delayMillis, Runnable task);

  /** Runs the task soon on the drains' thread. May be called on any thread. */
  void execute(Runnable task);

  /** Counts lines that passed a drain's filter. Called on the drains' thread, as the next two. */
  default void routed(int lines) {}

  /** Counts a request that was taken, with its lines. */
  default void delivered(int lines) {}

  /**
   * Counts an attempt that failed.
   *
   * @param again whether the request may be tried again
   */
  default void failed(boolean again) {}

  /** Tells of lines that were lost. Called on the drains' thread. */
  void lost(Loss loss);

  /**
   * Tells the readers of a channel, never its drains, of a drain's trouble. Called on the drains'
   * thread.
   *
   * @param frame one canonical frame
   */
  void warn(String channel, byte[] frame);

  /** Source of jitter. */
  RandomGenerator random();

  /** A task that was scheduled. */
  interface Timer {
    /** The task will not run, unless it has. */
    void cancel();
  }
}
