package dev.logplex.standalone;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A JobManager and a TaskManager inside this JVM. */
final class FlinkCluster implements AutoCloseable {

  private static final long CLOSE_LIMIT_SECONDS = 3;

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final String stateProxy;

  private FlinkCluster(MiniCluster cluster, Configuration configuration, String stateProxy) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.stateProxy = stateProxy;
  }

  static FlinkCluster start(FlinkSettings settings) throws Exception {
    Configuration configuration = settings.configuration();
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.slots())
                .build());
    cluster.start();
    return new FlinkCluster(
        cluster, configuration, FlinkSettings.HOST + ":" + settings.proxyPort());
  }

  /** REST API and UI. */
  URI rest() throws Exception {
    URI address = cluster.getRestAddress().get();
    return URI.create(address.toString().replaceAll("/$", ""));
  }

  /** {@code host:port} of the queryable-state proxy. */
  String stateProxy() {
    return stateProxy;
  }

  /**
   * Starts a job.
   *
   * @param topology adds the job's operators to the environment
   * @param checkpoint where its state comes from; left untouched. The job's own first checkpoint
   *     shares no file with it.
   */
  RunningJob run(
      String name,
      JobID id,
      Optional<Checkpoint> checkpoint,
      Consumer<StreamExecutionEnvironment> topology)
      throws Exception {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
    topology.accept(env);
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(name);
    JobGraph job = graph.getJobGraph(FlinkCluster.class.getClassLoader(), id);
    checkpoint.ifPresent(
        from ->
            job.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(
                    "file://" + from.directory(), false, RecoveryClaimMode.NO_CLAIM)));
    cluster.submitJob(job).get();
    return new RunningJob(cluster, id);
  }

  @Override
  public void close() throws Exception {
    cluster.closeAsync().get(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
