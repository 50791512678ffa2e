package dev.logplex.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.testkit.EventLoops;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with a cluster, through our command and through Flink's, under load. */
@Tag("alone")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterOperationsIT {

  private static final Pattern SAVEPOINT = Pattern.compile("Path: (?:file:)?(\\S+)");

  @RegisterExtension static final SharedCluster SHARED = new SharedCluster();

  private static TestCluster cluster;
  private static EventLoopGroup loops;
  private static Traffic traffic;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws Exception {
    cluster = SHARED.get();
    loops = EventLoops.start("testkit", 1);
    traffic = Traffic.start("ops", 400, cluster.gateway(1), loops);
    traffic.awaitDelivery(Duration.ofSeconds(30));
  }

  @AfterAll
  static void stop() {
    if (traffic != null) {
      traffic.close();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  @Order(1)
  void itTellsWhereEverythingIsAndKeepsItsSecrets() throws Exception {
    Path file = cluster.directory().resolve("endpoints.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    JsonNode told = cluster.told();
    assertThat(told.get("pids").properties().stream().map(Map.Entry::getKey))
        .containsExactly(
            "kafka",
            "jobmanager",
            "taskmanager-1",
            "taskmanager-2",
            "gateway-1",
            "gateway-2",
            "supervisor");
    assertThat(told.get("api").asText()).isEqualTo(told.at("/gateways/0").asText());
    String secret = Files.readString(cluster.directory().resolve("secret.key")).strip();
    for (JsonNode pid : told.get("pids")) {
      String line = Files.readString(Path.of("/proc", pid.asText(), "cmdline"));
      assertThat(line).doesNotContain(told.get("password").asText(), told.get("apiKey").asText());
      assertThat(line).doesNotContain(secret);
    }
    assertThat(cluster.say("status").status()).isZero();
  }

  @Test
  @Order(1)
  void whatCannotBeDoneIsRefusedInOneSentence() throws Exception {
    assertThat(cluster.say("start").err()).startsWith("logplex: a cluster runs in ");
    assertThat(cluster.say("start", "gateway-1").err()).isEqualTo("logplex: gateway-1 lives");
    assertThat(cluster.say("kill", "gateway-7").err())
        .isEqualTo("logplex: this cluster has no part gateway-7");
    assertThat(cluster.say("restore", "/nowhere").err())
        .startsWith("logplex: /nowhere is no complete savepoint or checkpoint");
    assertThat(cluster.say("scale", "0").status()).isEqualTo(1);
    assertThat(cluster.say("scale").status()).isEqualTo(2);
  }

  @Test
  @Order(1)
  void aPortInUseStartsNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      TestCluster other = TestCluster.in(temp.resolve("other"));
      TestCluster.Said said = other.say("start", "--kafka-port=" + taken.getLocalPort());
      assertThat(said.status()).isEqualTo(1);
      assertThat(said.err())
          .isEqualTo(
              "logplex: 127.0.0.1 port " + taken.getLocalPort() + " (--kafka-port) is in use");
      assertThat(temp.resolve("other/run")).doesNotExist();
    }
  }

  @Test
  @Order(1)
  void aPartThatDiesWhileAllAreStartedLeavesNothingRunning() throws Exception {
    Path root = Files.createDirectories(temp.resolve("broken"));
    Files.copy(cluster.directory().resolve("cluster.json"), root.resolve("cluster.json"));
    Files.createFile(root.resolve("kafka"));
    TestCluster.Said said = TestCluster.in(root).say("start");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err())
        .isEqualTo(
            "logplex: kafka ended while it started: Kafka cannot use the directory "
                + root.resolve("kafka")
                + ": it is not a directory");
    Processes processes = Cluster.processes(root);
    assertThat(ClusterPlan.read(root.resolve("cluster.json")).parts())
        .noneMatch(part -> processes.living(part).isPresent());
    assertThat(root.resolve("endpoints.json")).doesNotExist();
  }

  @Test
  @Order(2)
  void itScalesBeyondItsSlots() throws Exception {
    cluster.run("scale", "5");
    assertThat(cluster.told().at("/pids").has("taskmanager-3")).isTrue();
    assertThat(cluster.flink("/overview").get("slots-available").asInt()).isEqualTo(1);
    traffic.awaitDelivery(Duration.ofSeconds(20));
    traffic.assertHistoryIsRead(cluster.gateway(1));
  }

  @Test
  @Order(3)
  void aSavepointIsRestored() throws Exception {
    String savepoint = cluster.run("savepoint").get(0);
    traffic.awaitDelivery(Duration.ofSeconds(20));
    cluster.run("restore", savepoint);
    traffic.awaitDelivery(Duration.ofSeconds(20));
    traffic.assertHistoryIsRead(cluster.gateway(1));
  }

  @Test
  @Order(3)
  void aCommandThatDiesHalfWayLeavesTheJobToTheSupervisor() throws Exception {
    String job = cluster.job();
    String savepoint;
    try (Cluster held = Cluster.open(cluster.directory())) {
      savepoint = held.job().stop(held.job().require());
      assertThat(held.job().living()).isEmpty();
    }
    await().atMost(Traffic.PATIENCE).ignoreExceptions().until(cluster::runs);
    assertThat(cluster.job()).isNotEqualTo(job);
    assertThat(Files.readString(cluster.directory().resolve("job.json"))).contains(savepoint);
    traffic.awaitDelivery(Duration.ofSeconds(20));
  }

  @Test
  @Order(4)
  void flinksOwnCommandLineStopsAndRunsTheJob() throws Exception {
    Path conf = cluster.directory().resolve("conf/jobmanager");
    String job = cluster.job();
    String stopped =
        FlinkCli.run(conf, "stop", "--savepointPath", temp.resolve("sp").toString(), job);
    Matcher savepoint = SAVEPOINT.matcher(stopped);
    assertThat(savepoint.find()).as(stopped).isTrue();

    HistoryReads reads = HistoryReads.start(cluster.gateway(1), "ops");
    // The supervisor looks every second, and notes that the job was ended on purpose.
    Path record = cluster.directory().resolve("job.json");
    await()
        .atMost(Traffic.PATIENCE)
        .until(() -> Files.readString(record).contains("\"ended\" : true"));
    assertThat(cluster.say("status").status()).isEqualTo(3);
    String jar = Installation.current().jobJar().toString();
    FlinkCli.run(
        conf,
        "run",
        "-d",
        "-s",
        savepoint.group(1),
        jar,
        "--bootstrap-servers",
        cluster.bootstrap(),
        "--secret-key-file",
        cluster.directory().resolve("secret.key").toString(),
        "--drain-allow-private",
        "true");
    await().atMost(Traffic.PATIENCE).ignoreExceptions().until(cluster::runs);
    assertThat(cluster.job()).isNotEqualTo(job);
    traffic.awaitDelivery(Duration.ofSeconds(20));
    reads.awaitSuccess();
    reads.assertEachWasAnsweredInTime();
  }

  @Test
  @Order(5)
  void anotherJarTakesOverOrTheOldOneGoesOn() throws Exception {
    Path broken = Files.writeString(temp.resolve("broken.jar"), "no jar", StandardCharsets.UTF_8);
    assertThat(cluster.say("upgrade", broken.toString()).err())
        .endsWith("the job goes on as it was before");
    traffic.awaitDelivery(Duration.ofSeconds(20));
    String before = cluster.job();
    Path next = Files.copy(Installation.current().jobJar(), temp.resolve("next.jar"));
    cluster.run("upgrade", next.toString());
    assertThat(cluster.job()).isNotEqualTo(before);
    traffic.awaitDelivery(Duration.ofSeconds(20));
  }

  @Test
  @Order(6)
  void whatWasStoppedGoesOn() throws Exception {
    traffic.finish();
    traffic.assertNothingIsMissing();
    assertThat(cluster.run("stop"))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("savepoint "),
            last -> assertThat(last).isEqualTo("the cluster is stopped"));
    assertThat(cluster.directory().resolve("endpoints.json")).doesNotExist();
    assertThat(cluster.say("stop").err()).isEqualTo("logplex: nothing of this cluster lives");
    cluster.run("start");
    traffic.assertHistory(cluster.gateway(1));
    traffic.assertNothingIsMissing();
  }
}
