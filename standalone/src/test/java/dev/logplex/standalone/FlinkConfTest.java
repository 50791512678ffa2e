package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

/** The configuration for clusters against the one of the all-in-one process. */
class FlinkConfTest {

  /** What differs on purpose: places, what {@code up} has an option for, and local copies. */
  private static final Set<String> OWN =
      Set.of(
          "execution.checkpointing.dir",
          "execution.checkpointing.savepoint-dir",
          "execution.checkpointing.interval",
          "state.backend.rocksdb.checkpoint.transfer.thread.num");

  private final Configuration cluster =
      GlobalConfiguration.loadConfiguration(Path.of("../flink-conf").toString());

  @Test
  void whatIsNotAboutMachinesIsTheSameInOneProcess() {
    Configuration standalone =
        new FlinkSettings(
                Path.of("/c"), Path.of("/t"), Path.of("/l"), 0, 1, null, 2, Duration.ofSeconds(3))
            .configuration();
    assertThat(shared(standalone)).isNotEmpty().isEqualTo(shared(cluster));
  }

  @Test
  void theFileIsReadAsFlinkReadsIt() {
    assertThat(cluster.get(TaskManagerOptions.NUM_TASK_SLOTS)).isEqualTo(2);
    assertThat(cluster.get(TaskManagerOptions.TASK_MANAGER_LOAD_BALANCE_MODE).name())
        .isEqualTo("SLOTS");
  }

  private static Map<String, String> shared(Configuration configuration) {
    return configuration.toMap().entrySet().stream()
        .filter(
            e ->
                e.getKey()
                    .matches(
                        "(state|pipeline|restart-strategy|execution\\.(checkpointing|buffer-timeout))\\..*"))
        .filter(e -> !OWN.contains(e.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
