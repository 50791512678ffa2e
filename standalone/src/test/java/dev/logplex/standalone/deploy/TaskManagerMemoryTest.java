package dev.logplex.standalone.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskExecutorResourceUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sizes of TaskManagers, as Flink computes them. */
class TaskManagerMemoryTest {

  private static final Pattern SIZE = Pattern.compile("(\\d+) cores?, (\\d+) slots?, (\\d+) MiB");

  @ParameterizedTest
  @ValueSource(strings = {"small", "medium", "large"})
  void addsUpToWhatItsFileSays(String name) {
    String file = "taskmanager-" + name + ".yaml";
    Configuration configuration = Repository.flinkConf(Repository.flinkSettings(file));
    MatchResult says =
        SIZE.matcher(Repository.text("flink-conf/" + file)).results().findFirst().orElseThrow();

    TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(configuration);

    assertThat(spec.getTotalProcessMemorySize()).isEqualTo(mebibytes(says.group(3)));
    assertThat(spec.getNumSlots()).isEqualTo(Integer.parseInt(says.group(2)));
    assertThat(configuration.get(TaskManagerOptions.CPU_CORES))
        .isEqualTo(Double.parseDouble(says.group(1)));
    // All drains of a slot may fill 256 MiB; the rest of the job needs some heap as well.
    assertThat(spec.getTaskHeapSize().getMebiBytes()).isGreaterThan(spec.getNumSlots() * 300);
    assertThat(startsWithoutFlinksScripts(configuration)).isTrue();
  }

  @Test
  void theDefaultIsTheMediumOne() {
    Map<String, String> medium = Repository.flinkSettings("taskmanager-medium.yaml");
    assertThat(Repository.flinkSettings("config.yaml")).containsAllEntriesOf(medium);
  }

  @Test
  void theJobManagersMemoryAddsUp() {
    MemorySize total =
        JobManagerProcessUtils.processSpecFromConfig(Repository.flinkConf(Map.of()))
            .getTotalProcessMemorySize();
    assertThat(total).isEqualTo(mebibytes("960"));
  }

  /** A TaskManager started by its main class wants every size given. */
  private static boolean startsWithoutFlinksScripts(Configuration configuration) {
    return TaskExecutorResourceUtils.calculateTotalProcessMemoryFromComponents(configuration) > 0;
  }

  private static MemorySize mebibytes(String number) {
    return MemorySize.ofMebiBytes(Long.parseLong(number));
  }
}
