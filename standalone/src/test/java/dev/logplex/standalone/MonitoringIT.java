package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.model.LossReason;
import dev.logplex.standalone.deploy.Program;
import dev.logplex.standalone.deploy.PrometheusServer;
import dev.logplex.standalone.deploy.Repository;
import dev.logplex.testkit.LogplexProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code monitoring} in a real Prometheus that scrapes a running system. */
class MonitoringIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:flink|logplex|jvm|process|kafka)_\\w+|\\bup\\b");
  private static final String OPERATOR = "flink_taskmanager_job_task_operator_";

  @TempDir static Path directory;
  private static LogplexProcess logplex;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void start() throws Exception {
    int metrics = freePort();
    Path data = directory.resolve("data");
    logplex = BuiltLogplex.up(data, "--metrics-port", Integer.toString(metrics));
    JsonNode endpoints =
        new ObjectMapper().readTree(Files.readString(data.resolve("endpoints.json")));
    URI api = URI.create(endpoints.path("api").asText());
    LogplexClient client = new LogplexClient(endpoints);
    String token = client.token("app-1");
    client.drain("app-1", URI.create("http://127.0.0.1:" + freePort() + "/"));
    client.post(token, List.of("one line that nobody takes"));
    prometheus =
        PrometheusServer.start(
            configuration(api.getAuthority(), "127.0.0.1:" + metrics), directory.resolve("tsdb"));
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode targets = prometheus.get("targets").path("activeTargets");
              assertThat(targets).hasSize(2);
              targets.forEach(target -> assertThat(target.path("health").asText()).isEqualTo("up"));
            });
  }

  @AfterAll
  static void stop() throws Exception {
    if (prometheus != null) {
      prometheus.close();
    }
    if (logplex != null) {
      logplex.close();
    }
  }

  @Test
  void theFilesAreWhatPrometheusTakes() throws Exception {
    Path monitoring = Repository.TOP.resolve("monitoring");
    promtool(monitoring, "check", "config", "prometheus.yml");
    promtool(monitoring, "check", "rules", "alerts.yml");
    promtool(monitoring, "test", "rules", "alerts_test.yml");
  }

  @Test
  void everyMetricOfPanelsAndAlertsExists() throws Exception {
    Set<String> wanted = new TreeSet<>();
    expressions().forEach(e -> METRIC.matcher(e).results().forEach(m -> wanted.add(m.group())));
    assertThat(wanted).hasSizeGreaterThan(40);
    // Some appear with the first request or the first checkpoint.
    await().atMost(LIMIT).untilAsserted(() -> assertThat(scraped()).containsAll(wanted));
  }

  @Test
  void everyExpressionIsUnderstood() throws Exception {
    for (String expression : expressions()) {
      prometheus.query(expression);
    }
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              JsonNode rules = prometheus.get("rules").at("/groups/0/rules");
              assertThat(rules).hasSize(alerts().size());
              rules.forEach(rule -> assertThat(rule.path("health").asText()).isEqualTo("ok"));
            });
  }

  @Test
  void aDrainThatDoesNotAnswerShows() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(sum(OPERATOR + "logplex_drains")).isEqualTo(1);
              assertThat(sum(OPERATOR + "logplex_drain_lines_routed")).isEqualTo(1);
              assertThat(sum(OPERATOR + "logplex_drain_lines_buffered")).isEqualTo(1);
              assertThat(sum(OPERATOR + "logplex_drain_requests_failed")).isPositive();
              assertThat(sum(OPERATOR + "logplex_drain_lines_delivered")).isZero();
            });
  }

  @Test
  void theGuideTellsOfEveryMetricOfTheJobAndEveryAlert() throws Exception {
    String guide = Repository.text("docs/operations.md");
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(scraped()).anyMatch(n -> n.startsWith(OPERATOR)));
    for (String name : scraped()) {
      int own = name.startsWith("flink_") ? name.indexOf("logplex_") : -1;
      if (own > 0) {
        assertThat(guide).contains("`" + name.substring(own) + "`");
      }
    }
    for (LossReason reason : LossReason.values()) {
      assertThat(scraped())
          .contains(
              OPERATOR + "logplex_drain_lines_dropped_" + reason.name().toLowerCase(Locale.ROOT));
    }
    for (JsonNode alert : alerts()) {
      assertThat(guide).contains("| `" + alert.path("alert").asText() + "` |");
    }
  }

  private static double sum(String metric) throws Exception {
    return prometheus.query("sum(" + metric + ")").at("/0/value/1").asDouble(-1);
  }

  private static Set<String> scraped() throws Exception {
    Set<String> names = new TreeSet<>();
    prometheus.get("label/__name__/values").forEach(name -> names.add(name.asText()));
    return names;
  }

  private static JsonNode alerts() {
    return Repository.yaml("monitoring/alerts.yml").get(0).at("/groups/0/rules");
  }

  /** Those of all alerts and panels. */
  private static List<String> expressions() throws Exception {
    List<String> found = new ArrayList<>();
    alerts().forEach(alert -> found.add(alert.path("expr").asText()));
    new ObjectMapper()
        .readTree(Repository.text("monitoring/grafana/dashboards/logplex.json"))
        .findValuesAsText("expr")
        .forEach(expression -> found.add(expression.replace("$__rate_interval", "1m")));
    return found;
  }

  /** The one of the repository, asking these targets, and more often. */
  private static Path configuration(String gateway, String flink) throws Exception {
    ObjectNode configuration = (ObjectNode) Repository.yaml("monitoring/prometheus.yml").get(0);
    ObjectNode global = (ObjectNode) configuration.path("global");
    global.put("scrape_interval", "1s").put("evaluation_interval", "1s");
    configuration
        .putArray("rule_files")
        .add(Repository.TOP.resolve("monitoring/alerts.yml").toString());
    for (JsonNode job : configuration.path("scrape_configs")) {
      String target = job.path("job_name").asText().equals("logplex-flink") ? flink : gateway;
      ((ObjectNode) job.at("/static_configs/0")).putArray("targets").add(target);
    }
    // JSON is YAML as well.
    return Files.writeString(directory.resolve("prometheus.yml"), configuration.toString());
  }

  private static void promtool(Path directory, String... arguments) throws Exception {
    Process process =
        Program.named("promtool", "prometheus")
            .with(arguments)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
