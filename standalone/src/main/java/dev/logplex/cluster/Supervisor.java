package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a JobManager again that died, and submits the job again when it is gone. It never ends
 * anything, and it acts only while no command works on the cluster: both hold the data directory
 * while they do, so there is never a second job. A job that somebody ended, by Flink's own tools
 * for instance, stays ended.
 */
final class Supervisor {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration NO_PATIENCE = Duration.ZERO;
  private static final long MOST_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path directory;
  private long pause = FIRST_PAUSE_NANOS;
  private long notBefore = System.nanoTime();
  private long noStartBefore = System.nanoTime();

  Supervisor(Path directory) {
    this.directory = directory;
  }

  /** Looks once, and does what is needed now. */
  void look() throws InterruptedException {
    try (Cluster cluster = Cluster.open(directory, NO_PATIENCE)) {
      if (cluster.lives(Part.JOBMANAGER)) {
        attend(cluster.job());
      } else if (System.nanoTime() >= noStartBefore) {
        LOG.warn("the JobManager is dead; starting it again");
        cluster.launch(Part.JOBMANAGER);
        cluster.writeEndpoints();
        // One that cannot start must not be started without end and rest.
        noStartBefore = System.nanoTime() + MOST_PAUSE_NANOS;
      }
    } catch (StartException e) {
      LOG.debug("not now: {}", e.getMessage());
    } catch (IOException e) {
      LOG.debug("Flink does not answer yet: {}", StartException.reason(e));
    } catch (RuntimeException e) {
      // Nobody supervises the supervisor: it must outlive what it does not understand.
      LOG.error("that look failed; the next one follows", e);
    }
  }

  private void attend(JobControl job) throws IOException, InterruptedException {
    Optional<FlinkRest.FlinkJob> living = job.living();
    if (living.isPresent()) {
      job.observe(living.get());
      return;
    }
    Optional<JobRecord> last = job.last();
    if (last.isPresent() && !job.isEnded() && System.nanoTime() >= notBefore) {
      resubmit(job, last.get());
    }
  }

  private void resubmit(JobControl job, JobRecord gone) throws IOException, InterruptedException {
    LOG.warn("the job is gone; submitting it again");
    try {
      job.resubmit(gone);
      LOG.info("the job was submitted again");
      pause = FIRST_PAUSE_NANOS;
    } catch (StartException e) {
      LOG.warn("{}", e.getMessage());
      pause = Math.min(MOST_PAUSE_NANOS, 2 * pause);
    }
    // A job that fails at once must not be submitted without end and rest.
    notBefore = System.nanoTime() + pause;
  }
}
