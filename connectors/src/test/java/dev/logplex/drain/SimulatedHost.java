package dev.logplex.drain;

import dev.logplex.model.Loss;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A host whose time passes only when told to; the same seed gives the same course of events. Its
 * clock can jump, which moves no timer.
 */
final class SimulatedHost implements DrainHost {

  static final long START = 1_772_352_930_000L; // 2026-03-01T08:15:30Z

  private record Event(long at, long order, Runnable task, Cancelled cancelled) {}

  private static final class Cancelled {
    boolean is;
  }

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final RandomGenerator random;
  final List<Loss> losses = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  private long elapsed;
  private long clock = START;
  private long order;
  private Runnable afterEach = () -> {};

  SimulatedHost(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public long now() {
    return clock + elapsed;
  }

  /** Milliseconds that passed, whatever the clock says. */
  long elapsed() {
    return elapsed;
  }

  /** Somebody sets the clock. */
  void jump(long millis) {
    clock += millis;
  }

  /** Calls the task after everything that happens. */
  void afterEach(Runnable task) {
    afterEach = task;
  }

  @Override
  public Timer schedule(long delayMillis, Runnable task) {
    Cancelled cancelled = new Cancelled();
    events.add(new Event(elapsed + Math.max(delayMillis, 0), order++, task, cancelled));
    return () -> cancelled.is = true;
  }

  @Override
  public void execute(Runnable task) {
    schedule(0, task);
  }

  @Override
  public void lost(Loss loss) {
    losses.add(loss);
  }

  @Override
  public void warn(String channel, byte[] frame) {
    warnings.add(channel + " " + new String(frame, StandardCharsets.UTF_8));
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /** Runs what is due within so many milliseconds. */
  void pass(long millis) {
    long until = elapsed + millis;
    while (!events.isEmpty() && events.peek().at() <= until) {
      Event event = events.poll();
      elapsed = event.at();
      if (!event.cancelled().is) {
        event.task().run();
        afterEach.run();
      }
    }
    elapsed = until;
  }

  /** The process dies: nothing that was planned happens. */
  void crash() {
    events.clear();
  }
}
