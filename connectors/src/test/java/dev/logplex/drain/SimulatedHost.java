package dev.logplex.drain;

import dev.logplex.model.Loss;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A host whose time passes only when told to; the same seed gives the same course of events. */
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
  private long now = START;
  private long order;

  SimulatedHost(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public Timer schedule(long delayMillis, Runnable task) {
    Cancelled cancelled = new Cancelled();
    events.add(new Event(now + delayMillis, order++, task, cancelled));
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
    long until = now + millis;
    while (!events.isEmpty() && events.peek().at() <= until) {
      Event event = events.poll();
      now = event.at();
      if (!event.cancelled().is) {
        event.task().run();
      }
    }
    now = until;
  }

  /** The process dies: nothing that was planned happens. */
  void crash() {
    events.clear();
  }
}
