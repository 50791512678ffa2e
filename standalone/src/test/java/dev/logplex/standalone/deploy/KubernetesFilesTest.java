package dev.logplex.standalone.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.job.LogplexJob;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.junit.jupiter.api.Test;

/** {@code deploy/kubernetes} against the code and {@code flink-conf}. */
class KubernetesFilesTest {

  /** Fields of the operator's FlinkDeployment that are used, by what they are in. */
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "/spec",
          Set.of(
              "image",
              "flinkVersion",
              "serviceAccount",
              "flinkConfiguration",
              "podTemplate",
              "jobManager",
              "taskManager",
              "job"),
          "/spec/jobManager",
          Set.of("resource"),
          "/spec/taskManager",
          Set.of("resource"),
          "/spec/job",
          Set.of("jarURI", "entryClass", "args", "parallelism", "upgradeMode", "state"));

  /** What depends on the place: all of it is marked in the file. */
  private static final Set<String> PLACES =
      Set.of("execution.checkpointing.dir", "execution.checkpointing.savepoint-dir");

  private final JsonNode job = Repository.yaml("deploy/kubernetes/job.yaml").get(0);
  private final List<JsonNode> gateway = Repository.yaml("deploy/kubernetes/gateway.yaml");
  private final JsonNode pod = kind("Deployment").at("/spec/template/spec");
  private final JsonNode container = pod.at("/containers/0");

  @Test
  void theFlinkDeploymentHasFieldsThatTheOperatorKnows() {
    assertThat(job.path("apiVersion").asText()).isEqualTo("flink.apache.org/v1beta1");
    FIELDS.forEach(
        (path, fields) ->
            assertThat(names(job.at(path))).as(path).isEqualTo(new TreeSet<>(fields)));
    assertThat(job.at("/spec/flinkVersion").asText()).isEqualTo("v2_3");
    assertThat(job.at("/spec/job/entryClass").asText()).isEqualTo(LogplexJob.class.getName());
  }

  @Test
  void flinkIsConfiguredAsInFlinkConf() {
    Map<String, String> conf = Repository.flinkSettings("config.yaml");
    Map<String, String> here = flinkConfiguration();
    conf.forEach(
        (key, value) -> {
          if (key.matches(
                  "(state|pipeline|restart-strategy|execution|queryable-state|heartbeat)\\..*")
              && !PLACES.contains(key)) {
            assertThat(here).as("job.yaml").containsEntry(key, value);
          }
        });
  }

  @Test
  void memoryAddsUp() {
    Map<String, String> all = new HashMap<>(flinkConfiguration());
    all.put(TaskManagerOptions.TOTAL_PROCESS_MEMORY.key(), memory("/spec/taskManager"));
    all.put(TaskManagerOptions.CPU_CORES.key(), job.at("/spec/taskManager/resource/cpu").asText());
    var taskManager = TaskExecutorProcessUtils.processSpecFromConfig(Configuration.fromMap(all));
    assertThat(taskManager.getTotalProcessMemorySize())
        .isEqualTo(MemorySize.parse(memory("/spec/taskManager")));
    var jobManager =
        JobManagerProcessUtils.processSpecFromConfig(
            Configuration.fromMap(
                Map.of(JobManagerOptions.TOTAL_PROCESS_MEMORY.key(), memory("/spec/jobManager"))));
    assertThat(jobManager.getJvmHeapMemorySize().getMebiBytes()).isGreaterThan(400);
  }

  @Test
  void theJobIsGivenSettingsThatItHas() {
    Set<String> documented = Repository.documentedVariables();
    for (JsonNode argument : job.at("/spec/job/args")) {
      if (argument.asText().startsWith("--")) {
        String key = argument.asText().substring(2);
        assertThat(documented)
            .contains("LOGPLEX_JOB_" + key.replace('-', '_').toUpperCase(Locale.ROOT));
      }
    }
    assertThat(job.at("/spec/job/jarURI").asText()).endsWith("/usrlib/logplex-job.jar");
  }

  @Test
  void theGatewayIsGivenSettingsThatItHas() {
    Set<String> documented = Repository.documentedVariables();
    assertThat(documented).containsAll(names(kind("ConfigMap").path("data")));
    for (JsonNode variable : container.path("env")) {
      String name = variable.path("name").asText();
      assertThat(name.equals("POD_IP") || documented.contains(name)).as(name).isTrue();
    }
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
  }

  @Test
  void portsAndPathsAreThoseOfTheGateway() {
    Map<String, Integer> ports = new HashMap<>();
    container
        .path("ports")
        .forEach(port -> ports.put(port.path("name").asText(), port.path("containerPort").asInt()));
    assertThat(ports).isEqualTo(Map.of("api", 8001, "ingest", 8601, "syslog", 6001));
    for (String probe : List.of("startupProbe", "readinessProbe")) {
      assertThat(container.at("/" + probe + "/httpGet/path").asText()).isEqualTo("/healthcheck");
      assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("ingest");
    }
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/v3/healthcheck");
    for (JsonNode port : kind("Service").at("/spec/ports")) {
      assertThat(ports).containsEntry(port.path("targetPort").asText(), port.path("port").asInt());
    }
    String proxies = kind("ConfigMap").at("/data/LOGPLEX_STATE_PROXIES").asText();
    JsonNode state = Repository.yaml("deploy/kubernetes/job.yaml").get(1);
    assertThat(proxies)
        .isEqualTo(
            state.at("/metadata/name").asText() + ":" + state.at("/spec/ports/0/port").asInt())
        .endsWith(":" + flinkConfiguration().get("queryable-state.proxy.ports"));
  }

  private Map<String, String> flinkConfiguration() {
    Map<String, String> settings = new HashMap<>();
    job.at("/spec/flinkConfiguration")
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    return settings;
  }

  private String memory(String part) {
    return job.at(part + "/resource/memory").asText();
  }

  private JsonNode kind(String kind) {
    return gateway.stream()
        .filter(d -> d.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
