package dev.logplex.job;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What {@code flink run} starts. State backend, checkpoints and restarts are the cluster's to
 * configure: see {@code flink-conf/config.yaml}.
 */
public final class LogplexJob {

  private LogplexJob() {}

  public static void main(String[] args) throws Exception {
    JobConfig config = JobArguments.parse(System.getenv(), args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(defaults());
    Topology.build(env, config);
    env.execute(config.name());
  }

  private static Configuration defaults() {
    Configuration defaults = new Configuration();
    // A type that Flink could only serialize with Kryo is a mistake, found when the job is built.
    defaults.set(PipelineOptions.GENERIC_TYPES, false);
    return defaults;
  }
}
