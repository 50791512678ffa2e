package dev.logplex.cluster;

import dev.logplex.job.JobConfig;
import dev.logplex.standalone.DataDirectory;
import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits, ends and moves the cluster's job. There is never a second one: nothing is submitted
 * while a job of the name lives. Used by who holds the cluster's directory.
 */
final class JobControl {

  private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);
  private static final Duration SAVEPOINT_LIMIT = Duration.ofMinutes(2);
  private static final Duration RUN_LIMIT = Duration.ofSeconds(90);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  /** What drains may buffer in one task: TaskManagers are small here. */
  private static final long DRAIN_TASK_OCTETS = 64L << 20;

  private final DataDirectory data;
  private final ClusterPlan plan;
  private final FlinkRest flink;

  JobControl(DataDirectory data, ClusterPlan plan) {
    this.data = data;
    this.plan = plan;
    this.flink = new FlinkRest(plan.rest());
  }

  FlinkRest flink() {
    return flink;
  }

  /** What is known of the job that ran last. */
  Optional<JobRecord> last() throws IOException {
    return JobRecord.read(file());
  }

  /** The job, if it lives. */
  Optional<FlinkRest.FlinkJob> living() throws IOException, InterruptedException {
    return flink.jobs().stream()
        .filter(job -> job.name().equals(JobConfig.DEFAULT_NAME) && job.lives())
        .findFirst();
  }

  /**
   * The job's record, with the job alive, also if somebody else submitted it.
   *
   * @throws StartException if no job lives
   */
  JobRecord require() throws IOException, InterruptedException {
    FlinkRest.FlinkJob job;
    try {
      job = living().orElseThrow(() -> new StartException("the job does not run"));
    } catch (IOException e) {
      throw FlinkRest.failed("Flink does not answer", e);
    }
    return observe(job);
  }

  /** Learns about a job that lives. */
  JobRecord observe(FlinkRest.FlinkJob job) throws IOException, InterruptedException {
    Optional<JobRecord> known = last();
    if (known.isPresent()
        && known.get().id().equals(job.id())
        && !known.get().moving()
        && !known.get().ended()) {
      return known.get();
    }
    String jar = known.map(JobRecord::jar).orElse(jar().toString());
    JobRecord now =
        JobRecord.of(
            job.id(), flink.restoredFrom(job.id()), flink.parallelism(job.id()), Path.of(jar));
    now.write(file());
    return now;
  }

  /** Where the jar that jobs are made from is kept while the cluster runs. */
  Path jar() {
    return data.root().resolve("logplex-job.jar");
  }

  /** Makes a jar that jobs run from the one that is kept. */
  void keep(Path next) throws IOException {
    JobRecord now = last().orElseThrow();
    Files.move(next, jar(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    JobRecord.of(now.id(), now.from(), now.parallelism(), jar()).write(file());
  }

  /** The state from which the last job would go on; null if there is none. */
  String newestState(JobRecord job) throws IOException {
    return new NewestState(data.checkpoints(), FlinkConf.savepoints(data)).of(job);
  }

  /**
   * Submits the job and returns when all its tasks run.
   *
   * @param from its state; null for none
   * @throws StartException if it does not get so far; then it is not left running
   */
  void run(Path jar, int parallelism, String from) throws IOException, InterruptedException {
    awaitRunning(submit(jar, parallelism, from));
  }

  private String submit(Path jar, int parallelism, String from)
      throws IOException, InterruptedException {
    if (living().isPresent()) {
      throw new StartException("the job runs already");
    }
    String id;
    try {
      id = flink.run(jar, arguments(), parallelism, from);
    } catch (IOException e) {
      throw FlinkRest.failed("the job was not accepted", e);
    }
    LOG.info("submitted job {} from {}", id, from == null ? "the beginning" : from);
    JobRecord.of(id, from, parallelism, jar).write(file());
    return id;
  }

  /** Submits the last job again, from its newest state, without waiting for it to run. */
  void resubmit(JobRecord job) throws IOException, InterruptedException {
    submit(Path.of(job.jar()), job.parallelism(), newestState(job));
  }

  /**
   * Runs another job in place of one that was ended. If it does not run, the one before does.
   *
   * @throws StartException if it does not run
   */
  void replace(JobRecord before, Path jar, int parallelism, String from)
      throws IOException, InterruptedException {
    try {
      run(jar, parallelism, from);
    } catch (StartException e) {
      run(Path.of(before.jar()), before.parallelism(), newestState(before));
      throw new StartException(e.getMessage() + "; the job goes on as it was before", e);
    }
  }

  /** Whether somebody else has ended the job, and it is not there again; learns so. */
  boolean isEnded() throws IOException, InterruptedException {
    Optional<JobRecord> last = last();
    if (last.isEmpty() || last.get().moving()) {
      return false;
    }
    try {
      if (living().isPresent()) {
        return false;
      }
      String id = last.get().id();
      if (flink.jobs().stream().anyMatch(job -> job.id().equals(id) && job.endedOnPurpose())) {
        last.get().asEnded().write(file());
        return true;
      }
      return last.get().ended();
    } catch (IOException e) {
      throw FlinkRest.failed("Flink does not answer", e);
    }
  }

  /** Ends the job with a savepoint; returns its path. If there is none, the job goes on. */
  String stop(JobRecord job) throws IOException, InterruptedException {
    job.asMoving().write(file());
    try {
      String savepoint = flink.stop(job.id(), FlinkConf.savepoints(data), SAVEPOINT_LIMIT);
      awaitEnd(job.id());
      job.at(savepoint).asMoving().write(file());
      return savepoint;
    } catch (IOException e) {
      throw FlinkRest.failed("no savepoint was taken", e);
    }
  }

  /** Ends the job as it is; its checkpoints stay. */
  void cancel(JobRecord job) throws IOException, InterruptedException {
    job.asMoving().write(file());
    flink.cancel(job.id());
    awaitEnd(job.id());
  }

  String savepoint(JobRecord job) throws InterruptedException {
    try {
      return flink.savepoint(job.id(), FlinkConf.savepoints(data), SAVEPOINT_LIMIT);
    } catch (IOException e) {
      throw FlinkRest.failed("no savepoint was taken", e);
    }
  }

  private void awaitRunning(String id) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + RUN_LIMIT.toNanos();
    while (!flink.allTasksRun(id)) {
      boolean ended = flink.jobs().stream().anyMatch(job -> job.id().equals(id) && job.ended());
      if (ended || System.nanoTime() > deadline) {
        String why = flink.lastFailure(id);
        if (!ended) {
          flink.cancel(id);
          awaitEnd(id);
        }
        throw new StartException(
            "the job does not run" + (why.isEmpty() ? ", no reason is known" : ": " + why));
      }
      Thread.sleep(50);
    }
  }

  private void awaitEnd(String id) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    while (flink.jobs().stream().anyMatch(job -> job.id().equals(id) && !job.ended())) {
      if (System.nanoTime() > deadline) {
        throw new StartException("the job does not end");
      }
      Thread.sleep(50);
    }
  }

  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers",
                plan.bootstrap(),
                "--secret-key-file",
                data.secretKey().toString(),
                "--drain-task-octets",
                Long.toString(DRAIN_TASK_OCTETS),
                "--drain-allow-private",
                "true"));
    if (plan.drainCa() != null) {
      arguments.addAll(List.of("--drain-ca-file", plan.drainCa()));
    }
    return arguments;
  }

  private Path file() {
    return data.root().resolve("job.json");
  }
}
