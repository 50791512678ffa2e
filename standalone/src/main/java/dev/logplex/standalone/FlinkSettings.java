package dev.logplex.standalone;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/**
 * Flink's configuration for one process. What does not depend on the machine is as in {@code
 * flink-conf/config.yaml}; a test compares the two.
 *
 * @param checkpoints where checkpoints are kept
 * @param tmp scratch space
 * @param log the process's log, shown by the UI
 * @param uiPort REST and UI; 0 for any free one
 * @param proxyPort where queryable state is asked
 * @param metricsPort where Prometheus finds Flink's metrics; null for nowhere
 * @param slots tasks run side by side
 * @param checkpointInterval how much a restart may have to repeat
 */
record FlinkSettings(
    Path checkpoints,
    Path tmp,
    Path log,
    int uiPort,
    int proxyPort,
    Integer metricsPort,
    int slots,
    Duration checkpointInterval) {

  static final String HOST = "127.0.0.1";

  Configuration configuration() {
    Configuration c = new Configuration();
    network(c);
    memory(c);
    checkpointing(c);
    state(c);
    if (metricsPort != null) {
      c.setString("metrics.reporters", "prom");
      c.setString(
          "metrics.reporter.prom.factory.class",
          "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
      c.setString("metrics.reporter.prom.port", metricsPort.toString());
    }
    c.setString("io.tmp.dirs", tmp.toString());
    c.setString("web.tmpdir", tmp.toString());
    c.setString("web.log.path", log.toString());
    return c;
  }

  /** Nobody but this machine reaches Flink: its REST API asks for no password. */
  private void network(Configuration c) {
    c.setString("jobmanager.bind-host", HOST);
    c.setString("taskmanager.bind-host", HOST);
    c.setString("taskmanager.host", HOST);
    c.setString("rest.address", HOST);
    c.setString("rest.bind-address", HOST);
    c.setString("rest.port", Integer.toString(uiPort));
    c.setString("rest.bind-port", Integer.toString(uiPort));
    c.setString("web.submit.enable", "false");
    c.setString("web.cancel.enable", "false");
    c.setString("web.rescale.enable", "false");
    c.setString("web.access-control-allow-origin", "http://" + HOST);
    c.setString("queryable-state.enable", "true");
    c.setString("queryable-state.proxy.ports", Integer.toString(proxyPort));
    c.setString("queryable-state.server.ports", "0");
    c.setString("queryable-state.proxy.network-threads", "2");
    c.setString("queryable-state.server.network-threads", "2");
  }

  private void memory(Configuration c) {
    c.setString("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    c.setString("taskmanager.memory.network.min", "64mb");
    c.setString("taskmanager.memory.network.max", "64mb");
    c.setString("taskmanager.memory.managed.size", "64mb");
    c.setString("parallelism.default", Integer.toString(slots));
  }

  private void checkpointing(Configuration c) {
    // Not Path.toUri(): Flink would take its percent signs literally.
    c.setString("execution.checkpointing.dir", "file://" + checkpoints);
    c.setString("execution.checkpointing.storage", "filesystem");
    c.setString("execution.checkpointing.interval", checkpointInterval.toMillis() + "ms");
    c.setString("execution.checkpointing.min-pause", "500ms");
    c.setString("execution.checkpointing.timeout", "2min");
    c.setString("execution.checkpointing.incremental", "true");
    c.setString("execution.checkpointing.num-retained", "3");
    // A copy on the same disk: more threads only take the cores from the lines.
    c.setString("state.backend.rocksdb.checkpoint.transfer.thread.num", "1");
    c.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    // A full disk must not restart the job over and over.
    c.setString("execution.checkpointing.tolerable-failed-checkpoints", "2147483647");
    c.setString("restart-strategy.type", "exponential-delay");
    c.setString("restart-strategy.exponential-delay.initial-backoff", "1s");
    c.setString("restart-strategy.exponential-delay.max-backoff", "10s");
    c.setString("restart-strategy.exponential-delay.backoff-multiplier", "2.0");
    c.setString("restart-strategy.exponential-delay.reset-backoff-threshold", "2min");
  }

  private void state(Configuration c) {
    c.setString("state.backend.type", "rocksdb");
    c.setString("state.backend.rocksdb.compression.per.level", "NO_COMPRESSION");
    c.setString("state.backend.rocksdb.memory.managed", "false");
    c.setString("state.backend.rocksdb.writebuffer.size", "64mb");
    c.setString("state.backend.rocksdb.writebuffer.count", "3");
    c.setString("state.backend.rocksdb.log.level", "WARN_LEVEL");
    c.setString("pipeline.object-reuse", "true");
    c.setString("pipeline.generic-types", "false");
    c.setString("execution.buffer-timeout.interval", "5ms");
  }
}
