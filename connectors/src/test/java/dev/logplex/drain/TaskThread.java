package dev.logplex.drain;

import dev.logplex.model.Loss;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A host with a real clock and a thread of its own, as a task of Flink is one. */
final class TaskThread implements DrainHost, AutoCloseable {

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread t = new Thread(task, "drain-task");
            t.setDaemon(true);
            return t;
          });
  private final RandomGenerator random = new SplittableRandom();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final List<Loss> losses = new CopyOnWriteArrayList<>();
  final List<String> warnings = new CopyOnWriteArrayList<>();

  @Override
  public long now() {
    return System.currentTimeMillis();
  }

  @Override
  public Timer schedule(long delayMillis, Runnable task) {
    Future<?> future = thread.schedule(() -> guarded(task), delayMillis, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void execute(Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(() -> guarded(task));
    }
  }

  @Override
  public void lost(Loss loss) {
    losses.add(loss);
  }

  @Override
  public void warn(String channel, byte[] frame) {
    warnings.add(new String(frame, StandardCharsets.UTF_8));
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      failures.add(e);
      throw e;
    }
  }

  /** Runs on the thread and waits for the result. */
  <T> T call(Callable<T> task) {
    try {
      return thread.submit(task).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  void run(Runnable task) {
    call(
        () -> {
          task.run();
          return null;
        });
  }

  @Override
  public void close() {
    thread.shutdownNow();
    if (!failures.isEmpty()) {
      throw new AssertionError("a task failed", failures.get(0));
    }
  }
}
