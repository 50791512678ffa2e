package dev.logplex.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.standalone.TailFollower;
import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.EventLoops;
import io.netty.channel.EventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One fault after the other on one cluster, while lines flow through both gateways. At the end the
 * books of sources, receivers, histories and a tail that was open all the time must agree.
 */
@Tag("alone")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultsIT {

  private static final int RATE = 400;

  /** A tail that missed lines while the job was down finds them in history. */
  private static final int SLOW = 20;

  @RegisterExtension static final SharedCluster SHARED = new SharedCluster();

  private static TestCluster cluster;
  private static EventLoopGroup loops;
  private static Traffic first;
  private static Traffic second;
  private static Traffic tailed;
  private static TailFollower tail;

  @BeforeAll
  static void start() throws Exception {
    cluster = SHARED.get();
    loops = EventLoops.start("testkit", 2);
    first = Traffic.start("first", RATE, cluster.gateway(1), loops);
    second = Traffic.start("second", RATE, cluster.gateway(2), loops);
    ApiClient api = new ApiClient(cluster.gateway(2));
    api.channel("tailed", "app");
    tail = TailFollower.ofEvents();
    tail.connect(api.tail("tailed", Traffic.HISTORY));
    tailed = Traffic.start("tailed", SLOW, cluster.gateway(2), loops);
    awaitDelivery(Duration.ofSeconds(30));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {tail, first, second, tailed}) {
      if (part != null) {
        part.close();
      }
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  @Order(1)
  void poisonInEveryTopicStopsNothing() throws Exception {
    String job = cluster.job();
    long restarted = cluster.restarted();
    try (KafkaProducer<byte[], byte[]> kafka =
        new KafkaProducer<>(KafkaSettings.of(cluster.bootstrap()).producer())) {
      for (String topic : List.of(Topics.LOGS, Topics.CONFIG, Topics.INTEREST, Topics.TAIL)) {
        int partitions = kafka.partitionsFor(topic).size();
        for (int partition = 0; partition < partitions; partition++) {
          for (ProducerRecord<byte[], byte[]> record : poison(topic, partition)) {
            kafka.send(record).get();
          }
        }
      }
    }
    awaitDelivery(Duration.ofSeconds(20));
    assertThat(cluster.job()).isEqualTo(job);
    assertThat(cluster.restarted()).isEqualTo(restarted);
    new ApiClient(cluster.gateway(1)).channel("after-poison", "app");
  }

  /** What no version of any codec writes. A compacted topic takes no record without a key. */
  private static List<ProducerRecord<byte[], byte[]>> poison(String topic, int partition) {
    byte[] random = new byte[100];
    new Random(partition).nextBytes(random);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] value : new byte[][] {{}, {1}, {-1}, random, octets("{\"no\":"), null}) {
      records.add(new ProducerRecord<>(topic, partition, octets("channel:first-poison"), value));
      records.add(new ProducerRecord<>(topic, partition, octets("poison"), value));
      records.add(new ProducerRecord<>(topic, partition, random, value));
      if (!topic.equals(Topics.CONFIG)) {
        records.add(new ProducerRecord<>(topic, partition, null, value));
      }
    }
    return records;
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @Order(2)
  void checkpointsThatCannotBeWrittenHoldNothingUp() throws Exception {
    String job = cluster.job();
    long restarted = cluster.restarted();
    Path checkpoints = cluster.directory().resolve("checkpoints").resolve(job);
    Path aside = checkpoints.resolveSibling("aside");
    await().atMost(Traffic.PATIENCE).until(() -> checkpoints("completed") > 0);
    long failed = checkpoints("failed");
    Files.move(checkpoints, aside);
    Files.createFile(checkpoints);
    try {
      await().atMost(Traffic.PATIENCE).until(() -> checkpoints("failed") > failed);
      awaitDelivery(Duration.ofSeconds(10));
    } finally {
      Files.delete(checkpoints);
      Files.move(aside, checkpoints);
    }
    long completed = checkpoints("completed");
    await().atMost(Traffic.PATIENCE).until(() -> checkpoints("completed") > completed);
    assertThat(cluster.job()).isEqualTo(job);
    assertThat(cluster.restarted()).isEqualTo(restarted);
  }

  private static long checkpoints(String count) throws Exception {
    return cluster.flink("/jobs/" + cluster.job() + "/checkpoints").at("/counts/" + count).asLong();
  }

  @Test
  @Order(3)
  void aGatewayThatIsToldToStopFailsNoRequest() throws Exception {
    long troubles = first.source().troubles().size();
    ProcessHandle gateway = cluster.process("gateway-1");
    first.source().retarget(cluster.gateway(2).ingest());
    gateway.destroy();
    gateway.onExit().get(20, TimeUnit.SECONDS);
    awaitDelivery(Duration.ofSeconds(10));
    assertThat(first.source().sent().refused()).isZero();
    assertThat(first.source().sent().unknown()).isZero();
    assertThat(first.source().troubles()).hasSize((int) troubles);
    cluster.run("start", "gateway-1");
    first.source().retarget(cluster.gateway(1).ingest());
  }

  @Test
  @Order(4)
  void theOtherGatewayTakesOverFromOneThatIsKilled() throws Exception {
    ApiClient other = new ApiClient(cluster.gateway(2));
    int channels = 12;
    for (int i = 0; i < channels; i++) {
      // Half of the partitions, and so of these channels, are written by the one to be killed.
      other.channel("survivor-" + i, "app");
    }
    long killed = cluster.kill("gateway-1");
    List<CompletableFuture<Void>> changes = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      String channel = "survivor-" + i;
      changes.add(CompletableFuture.runAsync(() -> change(other, channel)));
    }
    second.awaitDelivery(Duration.ofSeconds(20));
    CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    assertWithin(killed, Duration.ofSeconds(5), "gateway kill -9");
    cluster.run("start", "gateway-1");
    awaitDelivery(Duration.ofSeconds(20));
  }

  private static void change(ApiClient gateway, String channel) {
    await()
        .atMost(Duration.ofSeconds(25))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> !gateway.channel(channel, "more").isEmpty());
  }

  @Test
  @Order(5)
  void theOtherTaskManagerTakesOverFromOneThatIsKilled() throws Exception {
    long before = System.currentTimeMillis();
    long killed = cluster.kill("taskmanager-1");
    await()
        .atMost(Traffic.PATIENCE)
        .ignoreExceptions()
        .until(() -> cluster.restarted() >= before && cluster.runs());
    awaitDelivery(Traffic.PATIENCE);
    assertWithin(killed, Duration.ofSeconds(20), "TaskManager kill -9");
    Path left = cluster.directory().resolve("tmp/taskmanager-1/left-by-the-killed-one");
    Files.createDirectory(left);
    cluster.run("start", "taskmanager-1");
    assertThat(left).doesNotExist();
    first.assertHistoryIsRead(cluster.gateway(1));
    first.assertHistoryIsRead(cluster.gateway(2));
  }

  @Test
  @Order(6)
  void theSupervisorBringsAKilledJobManagerAndTheJobBack() throws Exception {
    String job = cluster.job();
    HistoryReads reads = HistoryReads.start(cluster.gateway(2), "first");
    long killed = cluster.kill("jobmanager");
    await()
        .atMost(Traffic.PATIENCE.multipliedBy(2))
        .ignoreExceptions()
        .until(() -> !cluster.job().equals(job) && cluster.runs());
    awaitDelivery(Traffic.PATIENCE);
    assertWithin(killed, Duration.ofSeconds(45), "JobManager kill -9");
    reads.awaitSuccess();
    reads.assertEachWasAnsweredInTime();
    JsonNode jobs = cluster.flink("/jobs/overview").path("jobs");
    assertThat(jobs).hasSize(1);
  }

  @Test
  @Order(7)
  void aKilledBrokerComesBackWithAllItAcknowledged() throws Exception {
    long killed = cluster.kill("kafka");
    cluster.run("start", "kafka");
    awaitDelivery(Traffic.PATIENCE);
    assertWithin(killed, Duration.ofSeconds(45), "broker kill -9 and start");
  }

  @Test
  @Order(8)
  void aBrokerThatStandsStillFor30SecondsCostsNothingElse() throws Exception {
    String job = cluster.job();
    long restarted = cluster.restarted();
    cluster.signal("kafka", "STOP");
    await().pollDelay(Duration.ofSeconds(30)).atMost(Duration.ofSeconds(40)).until(() -> true);
    cluster.signal("kafka", "CONT");
    long continued = System.nanoTime();
    awaitDelivery(Traffic.PATIENCE);
    assertWithin(continued, Duration.ofSeconds(30), "broker SIGSTOP 30 s, from SIGCONT");
    assertThat(cluster.job()).isEqualTo(job);
    assertThat(cluster.restarted()).isEqualTo(restarted);
  }

  @Test
  @Order(9)
  void nothingAcknowledgedIsMissingAnywhere() throws Exception {
    List<Traffic> all = List.of(first, second, tailed);
    for (Traffic traffic : all) {
      traffic.finish();
    }
    for (Traffic traffic : all) {
      traffic.assertNothingIsMissing();
      traffic.assertHistory(cluster.gateway(1));
      traffic.assertHistory(cluster.gateway(2));
    }
    await()
        .atMost(Traffic.PATIENCE)
        .until(() -> tail.lines() + tail.told() == tailed.ledger().unique());
    assertThat(tail.faults()).isEmpty();
    assertThat(tail.told()).isZero();
  }

  private static void awaitDelivery(Duration limit) {
    for (Traffic traffic : List.of(first, second, tailed)) {
      traffic.awaitDelivery(limit);
    }
  }

  private static void assertWithin(long since, Duration limit, String fault) {
    Duration took = Duration.ofNanos(System.nanoTime() - since);
    System.out.println("recovery: " + fault + ": " + took.toMillis() + " ms");
    assertThat(took).as(fault).isLessThan(limit);
  }
}
