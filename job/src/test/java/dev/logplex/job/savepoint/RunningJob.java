package dev.logplex.job.savepoint;

import dev.logplex.job.JobConfig;
import dev.logplex.job.Topology;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;

/** The real job on a cluster inside this JVM. */
final class RunningJob implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final MiniCluster cluster;
  private final JobGraph job;

  private RunningJob(MiniCluster cluster, JobGraph job) {
    this.cluster = cluster;
    this.job = job;
  }

  /**
   * @param directory scratch space
   * @param savepoint where its state comes from, left as it is; null for none
   */
  static RunningJob start(JobConfig config, Path directory, Path savepoint, int parallelism)
      throws Exception {
    Configuration configuration = configuration(directory, parallelism);
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
    Topology.build(env, config);
    JobGraph job = env.getStreamGraph().getJobGraph();
    if (savepoint != null) {
      job.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(
              "file://" + savepoint.toAbsolutePath().normalize(),
              false,
              RecoveryClaimMode.NO_CLAIM));
    }
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
    cluster.start();
    RunningJob running = new RunningJob(cluster, job);
    try {
      cluster.submitJob(job).get();
      Awaitility.await()
          .atMost(LIMIT_SECONDS, TimeUnit.SECONDS)
          .until(() -> cluster.getJobStatus(job.getJobID()).get() == JobStatus.RUNNING);
    } catch (Exception e) {
      running.close();
      throw e;
    }
    return running;
  }

  /** Takes a savepoint of the running job. */
  Path savepoint(Path directory) throws Exception {
    return path(
        cluster
            .triggerSavepoint(
                job.getJobID(), "file://" + directory, false, SavepointFormatType.CANONICAL)
            .get(LIMIT_SECONDS, TimeUnit.SECONDS));
  }

  /** Stops the job with a savepoint. */
  Path stop(Path directory) throws Exception {
    return path(
        cluster
            .stopWithSavepoint(
                job.getJobID(), "file://" + directory, false, SavepointFormatType.CANONICAL)
            .get(LIMIT_SECONDS, TimeUnit.SECONDS));
  }

  @Override
  public void close() throws Exception {
    cluster.closeAsync().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static Path path(String location) {
    return Path.of(location.replace("file:", ""));
  }

  private static Configuration configuration(Path directory, int parallelism) {
    Configuration c = new Configuration();
    c.setString("parallelism.default", Integer.toString(parallelism));
    c.setString("rest.bind-address", "127.0.0.1");
    c.setString("rest.bind-port", "0");
    c.setString("io.tmp.dirs", directory.resolve("tmp").toString());
    c.setString("state.backend.type", "rocksdb");
    c.setString("taskmanager.memory.network.min", "32mb");
    c.setString("taskmanager.memory.network.max", "32mb");
    c.setString("taskmanager.memory.managed.size", "64mb");
    c.setString("execution.checkpointing.dir", "file://" + directory.resolve("checkpoints"));
    c.setString("execution.checkpointing.storage", "filesystem");
    c.setString("execution.checkpointing.interval", "2s");
    c.setString("execution.buffer-timeout.interval", "5ms");
    c.setString("restart-strategy.type", "disable");
    c.setString("pipeline.generic-types", "false");
    return c;
  }
}
