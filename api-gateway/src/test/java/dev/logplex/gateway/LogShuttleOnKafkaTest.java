package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.drain.DrainSettings;
import dev.logplex.gateway.ingest.IngestLimits;
import dev.logplex.gateway.ingest.syslog.SyslogSettings;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.testkit.LogShuttle;
import dev.logplex.testkit.LogShuttle.Delivery;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several log-shuttles that go on sending while the broker restarts and memory is short. */
class LogShuttleOnKafkaTest {

  private static final int SHUTTLES = 6;
  private static final int LINES = 100;

  /** Less than the shuttles send together. */
  private static final int MEMORY = 1 << 20;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final ExecutorService shuttles = Executors.newFixedThreadPool(SHUTTLES);
  private EmbeddedKafka broker;
  private Gateway gateway;
  private String token;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafka.start(directory, 0);
    gateway = Gateway.start(config());
    RawHttp.Response created =
        RawHttp.request(
            gateway.apiPort(),
            "PUT",
            "/v3/channels/app-1",
            octets("{\"tokens\":[\"app\"]}"),
            basic("operator", "secret"),
            "Content-Type: application/json");
    token = new ObjectMapper().readTree(created.body()).at("/tokens/app").asText();
  }

  @AfterEach
  void stop() {
    stop.set(true);
    shuttles.shutdownNow();
    gateway.close();
    broker.close();
  }

  @Test
  void noneIsEverAnsweredAnErrorAndWhatWasAcceptedIsThere() throws Exception {
    int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
    for (int i = 0; i < SHUTTLES; i++) {
      boolean gzip = i % 2 == 0;
      shuttles.execute(() -> sendUntilStopped(gzip));
    }
    await().atMost(LIMIT).until(() -> succeeded() >= 30);

    broker.close();
    await().atMost(LIMIT).until(() -> answers(0) > 0);
    broker = EmbeddedKafka.start(directory, port);
    long before = succeeded();
    await().atMost(LIMIT).until(() -> succeeded() >= before + 30);
    stop.set(true);
    shuttles.shutdown();
    assertThat(shuttles.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    assertThat(deliveries)
        .allSatisfy(delivery -> assertThat(delivery.statuses()).isSubsetOf(0, 204));
    Map<String, Integer> stored = storedLines();
    assertThat(deliveries)
        .filteredOn(Delivery::succeeded)
        .allSatisfy(
            delivery ->
                assertThat(stored).containsEntry(delivery.batch().id(), delivery.batch().frames()));
  }

  private void sendUntilStopped(boolean gzip) {
    URI logs = URI.create("http://127.0.0.1:" + gateway.ingestPort() + "/logs");
    byte[] line = octets("x".repeat(1_000) + "\n");
    try (LogShuttle shuttle = new LogShuttle(logs, token, gzip)) {
      while (!stop.get()) {
        deliveries.add(shuttle.deliver(shuttle.batch(Collections.nCopies(LINES, line), 1, 0)));
      }
    }
  }

  private long succeeded() {
    return deliveries.stream().filter(Delivery::succeeded).count();
  }

  private long answers(int status) {
    return deliveries.stream().filter(delivery -> delivery.statuses().contains(status)).count();
  }

  /** Lines of each request by its name; of one that was stored more than once, those of once. */
  private Map<String, Integer> storedLines() {
    Map<String, Integer> lines = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(KafkaSettings.of(broker.bootstrapServers()).consumer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.LOGS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          lines.put(name(record), LogBatchCodec.decode("app-1", record.value()).lines());
        }
      }
    }
    Map<String, Integer> requests = new HashMap<>();
    lines.forEach((part, count) -> requests.merge(part.split("#")[0], count, Integer::sum));
    return requests;
  }

  /** The name of a request, or of one of the parts it was stored in. */
  private static String name(ConsumerRecord<byte[], byte[]> record) {
    byte[] name = record.headers().lastHeader(Topics.DEDUPE_HEADER).value();
    return new String(name, StandardCharsets.UTF_8);
  }

  private GatewayConfig config() {
    return new GatewayConfig(
        new GatewayConfig.Listeners("127.0.0.1", 0, 0, null),
        KafkaSettings.of(broker.bootstrapServers()),
        new GatewayConfig.Job(
            List.of(URI.create("http://127.0.0.1:9")),
            "logplex",
            List.of("127.0.0.1:9"),
            1500,
            4 << 20),
        new GatewayConfig.Secrets(new byte[32], "operator", "secret", null),
        GatewayConfig.Peer.ALONE,
        DrainSettings.DEFAULT.with(DrainSettings.Reach.PRIVATE_TOO),
        TopicSettings.DEFAULT,
        SyslogSettings.OFF,
        new IngestLimits(0, 0, 1, MEMORY));
  }
}
