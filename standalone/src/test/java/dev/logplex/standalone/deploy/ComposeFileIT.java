package dev.logplex.standalone.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.gateway.GatewayMain;
import dev.logplex.job.LogplexJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code docker-compose.yml} and the Dockerfiles, as docker-compose reads them, against the code
 * and what the build made. Nothing is started.
 */
class ComposeFileIT {

  private static final Pattern COPY = Pattern.compile("(?m)^COPY ((?:--\\S+ )*)(.+) (\\S+)$");
  private static final Pattern PROPERTY = Pattern.compile("(?m)^([a-z][\\w.-]*): (.*)$");

  private static JsonNode services;

  @BeforeAll
  static void read() throws Exception {
    services = Repository.yamlText(composed()).path("services");
  }

  @Test
  void imagesHaveTheVersionsOfTheBuild() {
    assertThat(image("kafka")).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
    assertThat(Repository.text("job/Dockerfile"))
        .contains("FROM flink:" + EnvironmentInformation.getVersion() + "-scala_2.12-java17\n");
    services.forEach(
        service ->
            assertThat(service.path("image").asText()).matches("[a-z/-]+:v?\\d+(\\.\\d+){2}"));
  }

  @Test
  void imagesAreMadeOfFilesThatTheBuildMakes() throws Exception {
    List<String> context =
        Repository.text(".dockerignore")
            .lines()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    for (String file : List.of("job/Dockerfile", "api-gateway/Dockerfile")) {
      List<MatchResult> copies = COPY.matcher(Repository.text(file)).results().toList();
      assertThat(copies).as(file).isNotEmpty();
      for (MatchResult copy : copies) {
        for (String source : copy.group(2).split(" ")) {
          assertThat(matching(source)).as(source + " of " + file).isNotEmpty();
          assertThat(context).as("of .dockerignore").anyMatch(source::startsWith);
        }
      }
    }
    assertThat(matching("standalone/target/lib/flink-queryable-state-*.jar"))
        .extracting(path -> path.getFileName().toString().replaceAll("-[0-9.]+jar$", ""))
        .containsExactlyInAnyOrder(
            "flink-queryable-state-runtime", "flink-queryable-state-client-java");
  }

  @Test
  void mainClassesAreInTheJars() throws Exception {
    assertThat(Repository.text("job/docker/jobmanager")).contains(" " + LogplexJob.class.getName());
    assertThat(Repository.TOP.resolve("job/docker/jobmanager")).isExecutable();
    assertHolds(Repository.TOP.resolve("job/target/logplex-job.jar"), LogplexJob.class);
    assertThat(Repository.text("api-gateway/Dockerfile"))
        .contains(" " + GatewayMain.class.getName() + " ");
    List<Path> gateways = matching("standalone/target/lib/logplex-api-gateway*.jar");
    assertThat(gateways).hasSize(1);
    assertHolds(gateways.get(0), GatewayMain.class);
  }

  @Test
  void settingsExist() {
    Set<String> documented = Repository.documentedVariables();
    // Of the JobManager's script, which says what it is.
    documented.add("LOGPLEX_RESTORE");
    for (JsonNode service : services) {
      service
          .path("environment")
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (name.startsWith("LOGPLEX_")) {
                  assertThat(documented).contains(name);
                }
              });
    }
    assertThat(Repository.text("job/docker/jobmanager")).contains("LOGPLEX_RESTORE");
    assertThat(properties("taskmanager-1"))
        .containsAllEntriesOf(Repository.flinkSettings("taskmanager-small.yaml"));
    Set<String> known = new TreeSet<>(Repository.flinkSettings("config.yaml").keySet());
    assertThat(known).containsAll(properties("taskmanager-1").keySet());
  }

  @Test
  void partsFindEachOther() {
    Map<String, String> flink = Repository.flinkSettings("config.yaml");
    Map<String, String> gateway = environment("gateway-1");
    String proxy = ":" + flink.get("queryable-state.proxy.ports");
    assertThat(gateway)
        .containsEntry("LOGPLEX_STATE_PROXIES", "taskmanager-1" + proxy + ",taskmanager-2" + proxy)
        .containsEntry("LOGPLEX_FLINK_REST", "http://jobmanager:" + flink.get("rest.port"))
        .containsEntry("LOGPLEX_KAFKA", "kafka:9092");
    assertThat(environment("jobmanager"))
        .containsEntry("LOGPLEX_JOB_BOOTSTRAP_SERVERS", "kafka:9092")
        .containsEntry("LOGPLEX_JOB_SECRET_KEY_FILE", gateway.get("LOGPLEX_KEY_FILE"));
    assertThat(environment("kafka"))
        .containsEntry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://kafka:9092");
    for (String name : List.of("gateway-1", "gateway-2")) {
      assertThat(environment(name))
          .containsEntry("LOGPLEX_INTERNAL_URL", "http://" + name + ":8001");
    }
    assertThat(flink.get("execution.checkpointing.dir"))
        .isEqualTo("file://" + mount("checkpoints"));
    assertThat(flink.get("execution.checkpointing.savepoint-dir"))
        .isEqualTo("file://" + mount("savepoints"));
    JsonNode scraped = Repository.yaml("monitoring/prometheus.yml").get(0).path("scrape_configs");
    Set<String> targets = new TreeSet<>();
    scraped.forEach(
        job -> job.at("/static_configs/0/targets").forEach(target -> targets.add(target.asText())));
    assertThat(targets)
        .containsExactly(
            "gateway-1:8001",
            "gateway-2:8001",
            "jobmanager:9249",
            "taskmanager-1:9249",
            "taskmanager-2:9249");
    assertThat(flink.get("metrics.reporter.prom.port")).startsWith("9249");
  }

  @Test
  void memoryLimitsHoldWhatTheProcessesTake() {
    Map<String, String> over = new HashMap<>(properties("taskmanager-1"));
    Configuration configuration = Repository.flinkConf(over);
    assertThat(limit("taskmanager-1"))
        .isGreaterThan(
            TaskExecutorProcessUtils.processSpecFromConfig(configuration)
                .getTotalProcessMemorySize());
    assertThat(limit("jobmanager"))
        .isGreaterThan(
            JobManagerProcessUtils.processSpecFromConfig(configuration)
                .getTotalProcessMemorySize());
    assertThat(environment("kafka").get("KAFKA_HEAP_OPTS")).contains("-Xmx1g");
    assertThat(limit("kafka")).isGreaterThan(MemorySize.ofMebiBytes(1_280));
    services.forEach(service -> assertThat(service.has("mem_limit")).isTrue());
  }

  @Test
  void everyPartIsCheckedAndListensOnLoopbackAlone() {
    services.forEach(
        service -> {
          assertThat(service.path("healthcheck").path("test")).isNotEmpty();
          service.path("ports").forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
        });
    String gateway = services.at("/gateway-1/healthcheck/test").toString();
    assertThat(gateway).contains("/8601").contains("GET /healthcheck ");
    assertThat(services.at("/jobmanager/healthcheck/test").toString()).contains("GET /overview ");
    assertThat(services.at("/taskmanager-1/healthcheck/test").toString())
        .contains("/" + Repository.flinkSettings("config.yaml").get("queryable-state.proxy.ports"));
  }

  private static Map<String, String> properties(String service) {
    Map<String, String> settings = new TreeMap<>();
    PROPERTY
        .matcher(environment(service).get("FLINK_PROPERTIES"))
        .results()
        .forEach(line -> settings.put(line.group(1), line.group(2)));
    return settings;
  }

  private static Map<String, String> environment(String service) {
    Map<String, String> environment = new HashMap<>();
    services
        .path(service)
        .path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    return environment;
  }

  private static String image(String service) {
    return services.path(service).path("image").asText();
  }

  private static MemorySize limit(String service) {
    return MemorySize.parse(services.path(service).path("mem_limit").asText());
  }

  /** Where a volume is in the containers of Flink. */
  private static String mount(String volume) {
    for (JsonNode mount : services.at("/jobmanager/volumes")) {
      if (mount.asText().startsWith(volume + ":")) {
        return mount.asText().split(":")[1];
      }
    }
    throw new AssertionError("no volume " + volume);
  }

  private static List<Path> matching(String glob) throws IOException {
    Path top = Repository.TOP;
    String plain = glob.replaceAll("/$", "");
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + top.resolve(plain));
    Path parent = top.resolve(plain).getParent();
    try (Stream<Path> files = Files.list(parent)) {
      return files.filter(matcher::matches).toList();
    }
  }

  private static void assertHolds(Path jar, Class<?> type) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(file.getEntry(type.getName().replace('.', '/') + ".class")).isNotNull();
    }
  }

  private static String composed() throws Exception {
    Program program = Program.named("docker-compose", "docker-compose");
    ProcessBuilder builder =
        program.with("-f", Repository.TOP.resolve("docker-compose.yml").toString(), "config");
    builder.environment().put("LOGPLEX_PASSWORD", "one");
    builder.environment().put("GRAFANA_PASSWORD", "two");
    builder.environment().put("COMPOSE_PROJECT_NAME", "logplex");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String read = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("docker-compose config").isZero();
    return read;
  }
}
