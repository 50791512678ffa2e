package dev.logplex.standalone;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the first checkpoint of a run and then deletes those of earlier runs. */
final class CheckpointCleanup implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCleanup.class);
  private static final long PERIOD_SECONDS = 1;

  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "checkpoint-cleanup");
            thread.setDaemon(true);
            return thread;
          });
  private final CheckpointDirectory checkpoints;
  private final long run;

  private CheckpointCleanup(CheckpointDirectory checkpoints, long run) {
    this.checkpoints = checkpoints;
    this.run = run;
  }

  static CheckpointCleanup start(CheckpointDirectory checkpoints, long run) {
    CheckpointCleanup cleanup = new CheckpointCleanup(checkpoints, run);
    cleanup.scheduler.scheduleWithFixedDelay(
        cleanup::attempt, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    return cleanup;
  }

  private void attempt() {
    try {
      if (checkpoints.dropRunsBefore(run)) {
        scheduler.shutdown();
      }
    } catch (IOException e) {
      LOG.info("checkpoints of earlier runs could not be deleted; trying again", e);
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
