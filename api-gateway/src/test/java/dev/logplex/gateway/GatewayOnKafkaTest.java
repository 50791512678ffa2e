package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.drain.DrainSettings;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.ingest.IngestLimits;
import dev.logplex.gateway.ingest.syslog.SyslogSettings;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.LogBatch;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process runs it, on a real Kafka; there is no job. */
class GatewayOnKafkaTest {

  private static final String USER = "operator";
  private static final String PASSWORD = "secret of the operator";

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(directory, 0);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void keepsWhatItWasToldOverARestart() throws Exception {
    String token;
    try (Gateway gateway = Gateway.start(config(0))) {
      Response created = api(gateway, "PUT", "/v3/channels/app-1", "{\"tokens\":[\"app\"]}");
      assertThat(created.status()).isEqualTo(201);
      token = new ObjectMapper().readTree(created.body()).get("tokens").get("app").asText();

      Response accepted =
          RawHttp.request(
              gateway.ingestPort(),
              "POST",
              "/logs",
              octets(frame("<190>1 T vm7 x web.1 - - cache warmed")),
              basic("token", token),
              "Content-Type: application/logplex-1");
      assertThat(accepted.status()).isEqualTo(204);
    }
    LogBatch batch = onlyBatch();
    assertThat(batch.channel()).isEqualTo("app-1");
    assertThat(new String(batch.frames(), StandardCharsets.UTF_8))
        .isEqualTo(frame("<190>1 T host app web.1 - cache warmed\n"));

    try (Gateway gateway = Gateway.start(config(0))) {
      assertThat(api(gateway, "GET", "/v3/channels/app-1", null).text()).contains(token);
      assertThat(api(gateway, "GET", "/v3/channels/app-1/logs", null).status()).isEqualTo(503);
    }
  }

  @Test
  void saysSoIfAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> Gateway.start(config(taken.getLocalPort())))
          .hasMessageContaining("already in use");
    }
  }

  private static LogBatch onlyBatch() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(KafkaSettings.of(kafka.bootstrapServers()).consumer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.LOGS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      ConsumerRecord<byte[], byte[]> record = null;
      while (record == null) {
        for (ConsumerRecord<byte[], byte[]> next : consumer.poll(Duration.ofSeconds(10))) {
          assertThat(record).isNull();
          record = next;
        }
      }
      return LogBatchCodec.decode(new String(record.key(), StandardCharsets.UTF_8), record.value());
    }
  }

  private static Response api(Gateway gateway, String method, String path, String body)
      throws Exception {
    return RawHttp.request(
        gateway.apiPort(),
        method,
        path,
        body == null ? NO_BODY : octets(body),
        basic(USER, PASSWORD),
        "Content-Type: application/json");
  }

  private static GatewayConfig config(int ingestPort) {
    return new GatewayConfig(
        new GatewayConfig.Listeners("127.0.0.1", 0, ingestPort, null),
        KafkaSettings.of(kafka.bootstrapServers()),
        new GatewayConfig.Job(
            List.of(URI.create("http://127.0.0.1:9")),
            "logplex",
            List.of("127.0.0.1:9"),
            1500,
            4 << 20),
        new GatewayConfig.Secrets(new byte[32], USER, PASSWORD, null),
        GatewayConfig.Peer.ALONE,
        DrainSettings.DEFAULT.with(DrainSettings.Reach.PRIVATE_TOO),
        TopicSettings.DEFAULT,
        SyslogSettings.OFF,
        IngestLimits.usual());
  }
}
