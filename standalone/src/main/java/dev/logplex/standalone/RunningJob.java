package dev.logplex.standalone;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job that was submitted. */
final class RunningJob implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
  private static final long CHECKPOINT_LIMIT_SECONDS = 3;
  private static final long CANCEL_LIMIT_SECONDS = 2;

  private final MiniCluster cluster;
  private final JobID id;
  private final CompletableFuture<String> end;

  RunningJob(MiniCluster cluster, JobID id) {
    this.cluster = cluster;
    this.id = id;
    this.end =
        cluster
            .requestJobResult(id)
            .thenApply(
                result ->
                    result
                        .getSerializedThrowable()
                        .map(StartException::reason)
                        .orElse("it was " + result.getJobStatus().orElse(null)));
  }

  /** Completes with the reason when the job ends for good, whether it was told to or not. */
  CompletableFuture<String> end() {
    return end;
  }

  /**
   * Takes a last checkpoint, so that the next start repeats next to nothing, and ends the job. Its
   * checkpoints stay.
   */
  @Override
  public void close() throws InterruptedException {
    try {
      cluster.triggerCheckpoint(id).get(CHECKPOINT_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("no last checkpoint; the next start uses the one before", e);
    }
    try {
      cluster.cancelJob(id).get(CANCEL_LIMIT_SECONDS, TimeUnit.SECONDS);
      end.get(CANCEL_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("the job did not end in time", e);
    }
  }
}
