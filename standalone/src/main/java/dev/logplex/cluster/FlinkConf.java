package dev.logplex.cluster;

import dev.logplex.standalone.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;

/** {@code flink-conf/config.yaml} with what is particular to one process of this cluster. */
final class FlinkConf {

  private FlinkConf() {}

  static Configuration of(
      Path production, DataDirectory data, ClusterPlan plan, Part part, Path tmp) {
    Configuration c = GlobalConfiguration.loadConfiguration(production.toString());
    addresses(c, plan, part);
    places(c, data, tmp);
    sizes(c);
    metrics(c, plan, part);
    return c;
  }

  /** Writes it where Flink looks for it in a directory of configuration. */
  static void write(Configuration conf, Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.write(
        directory.resolve("config.yaml"),
        ConfigurationUtils.convertConfigToWritableLines(conf, true));
  }

  private static void addresses(Configuration c, ClusterPlan plan, Part part) {
    c.setString("jobmanager.rpc.address", ClusterPlan.HOST);
    c.setString("jobmanager.rpc.port", Integer.toString(plan.rpcPort()));
    c.setString("jobmanager.bind-host", ClusterPlan.HOST);
    c.setString("rest.address", ClusterPlan.HOST);
    c.setString("rest.bind-address", ClusterPlan.HOST);
    c.setString("rest.port", Integer.toString(plan.restPort()));
    c.setString("rest.bind-port", Integer.toString(plan.restPort()));
    if (part.kind() == Part.Kind.TASKMANAGER) {
      String host = ClusterPlan.taskManagerHost(part.number());
      c.setString("taskmanager.host", host);
      c.setString("taskmanager.bind-host", host);
      c.setString("taskmanager.resource-id", part.name());
      c.setString("queryable-state.proxy.ports", Integer.toString(plan.proxyPort()));
      c.setString("queryable-state.server.ports", Integer.toString(plan.stateServerPort()));
    }
  }

  private static void places(Configuration c, DataDirectory data, Path tmp) {
    // Not Path.toUri(): Flink would take its percent signs literally.
    c.setString("execution.checkpointing.dir", "file://" + data.checkpoints());
    c.setString("execution.checkpointing.savepoint-dir", "file://" + savepoints(data));
    c.setString("io.tmp.dirs", tmp.toString());
    c.setString("web.tmpdir", tmp.toString());
  }

  static Path savepoints(DataDirectory data) {
    return data.root().resolve("savepoints");
  }

  /** Several processes share one machine here. */
  private static void sizes(Configuration c) {
    c.setString("jobmanager.memory.heap.size", "256mb");
    c.setString("taskmanager.memory.task.heap.size", "384mb");
    c.setString("execution.checkpointing.interval", "3s");
  }

  private static void metrics(Configuration c, ClusterPlan plan, Part part) {
    if (plan.metricsPort() == null) {
      c.setString("metrics.reporters", "");
    } else {
      c.setString(
          "metrics.reporter.prom.port", Integer.toString(plan.metricsPort() + part.number()));
    }
  }
}
