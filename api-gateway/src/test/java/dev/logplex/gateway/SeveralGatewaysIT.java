package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.config.InternalConfigEndpoint;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.secret.SecretKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways, each a process of its own, on one Kafka. */
class SeveralGatewaysIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Path keyFile;
  private static GatewayProcess a;
  private static GatewayProcess b;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    keyFile = directory.resolve("secret.key");
    SecretKeys.readOrCreate(keyFile);
    CompletableFuture<GatewayProcess> first = CompletableFuture.supplyAsync(() -> gateway("a"));
    b = gateway("b");
    a = first.get();
  }

  @AfterAll
  static void stop() {
    a.close();
    b.close();
    kafka.close();
  }

  @Test
  void aTokenMadeThroughOneIsTakenByTheOtherAtOnceAndRefusedWhenItsChannelIsGone()
      throws Exception {
    for (int i = 0; i < 20; i++) {
      GatewayProcess maker = i % 2 == 0 ? a : b;
      GatewayProcess other = i % 2 == 0 ? b : a;
      Response made = maker.api("PUT", "/v3/channels/fresh-" + i, "{\"tokens\":[\"app\"]}");
      assertThat(made.status()).isEqualTo(201);
      String token = JSON.readTree(made.body()).at("/tokens/app").asText();
      assertThat(post(other, token)).isEqualTo(204);

      assertThat(other.api("DELETE", "/v3/channels/fresh-" + i, null).status()).isEqualTo(204);
      assertThat(post(maker, token)).isEqualTo(401);
    }
  }

  @Test
  void aSwitchTurnedThroughOneHoldsForTheOtherAtOnce() throws Exception {
    String made = a.api("PUT", "/v3/channels/switched", "{\"tokens\":[\"app\"]}").text();
    String token = JSON.readTree(made).at("/tokens/app").asText();
    for (boolean denied : new boolean[] {true, false}) {
      Response turned =
          a.api("PUT", "/v3/switches/deny_logs_ingress", "{\"value\":" + denied + "}");
      assertThat(turned.status()).isEqualTo(200);
      assertThat(post(b, token)).isEqualTo(denied ? 503 : 204);
      assertThat(b.api("GET", "/v3/switches", null).text()).isEqualTo(turned.text());
    }
  }

  @Test
  void whatGatewaysAskEachOtherNobodyElseCan() throws Exception {
    String path = InternalConfigEndpoint.PATH;
    Response refused = a.api("POST", path, "{\"do\":\"execute\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(a.log()).contains(JSON.readTree(refused.body()).get("id").asText());
    assertThat(a.api("POST", path, null).status()).isEqualTo(403);
    assertThat(a.api("GET", path, null).status()).isEqualTo(405);
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
            + (InternalConfigEndpoint.MAX_BODY_OCTETS + 1)
            + "\r\n\r\n";
    assertThat(RawHttp.send(a.apiPort(), head, TestGateway.NO_BODY).status()).isEqualTo(413);
  }

  @Test
  void changesOfOneChannelThroughBothAtOnceAreAllMadeAndSeenAlike() throws Exception {
    a.api("PUT", "/v3/channels/contended", "{}");
    List<CompletableFuture<Response>> answers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      GatewayProcess gateway = i % 2 == 0 ? a : b;
      String name = "{\"name\":\"n" + i + "\"}";
      answers.add(
          CompletableFuture.supplyAsync(
              () -> api(gateway, "POST", "/v3/channels/contended/tokens", name)));
    }
    Map<String, String> tokens = new TreeMap<>();
    for (CompletableFuture<Response> answer : answers) {
      assertThat(answer.get().status()).isEqualTo(200);
      JsonNode token = JSON.readTree(answer.get().body());
      tokens.put(token.get("name").asText(), token.get("token").asText());
    }
    assertThat(tokens).hasSize(60);
    assertThat(tokens(a, "contended")).isEqualTo(tokens);
    assertThat(tokens(b, "contended")).isEqualTo(tokens);
  }

  @Test
  void changesGoOnWhenAWriterIsKilledAndNothingItAnsweredIsLost() throws Exception {
    Map<String, String> answered = new TreeMap<>();
    for (int i = 0; i < 12; i++) {
      // Half of the partitions, and so of these channels, are written by the one to be killed.
      String path = "/v3/channels/survivor-" + i;
      answered.put(path, b.api("PUT", path, "{\"tokens\":[\"app\"]}").text());
    }
    a.kill();
    for (Map.Entry<String, String> channel : answered.entrySet()) {
      assertThat(b.api("GET", channel.getKey(), null).text()).isEqualTo(channel.getValue());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          b.api("PUT", channel.getKey(), "{\"tokens\":[\"app\",\"new\"]}").status())
                      .isEqualTo(200));
    }
    a = gateway("a");
    for (Map.Entry<String, String> channel : answered.entrySet()) {
      String app = JSON.readTree(channel.getValue()).at("/tokens/app").asText();
      JsonNode now = JSON.readTree(a.api("GET", channel.getKey(), null).body());
      assertThat(now.at("/tokens/app").asText()).isEqualTo(app);
      assertThat(now.at("/tokens")).hasSize(2);
    }
  }

  private static GatewayProcess gateway(String id) {
    try {
      return GatewayProcess.start(id, kafka.bootstrapServers(), keyFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int post(GatewayProcess gateway, String token) throws IOException {
    return RawHttp.request(
            gateway.ingestPort(),
            "POST",
            "/logs",
            octets(frame("<190>1 T vm7 x web.1 - - cache warmed")),
            basic("token", token),
            "Content-Type: application/logplex-1")
        .status();
  }

  private static Map<String, String> tokens(GatewayProcess gateway, String channel)
      throws IOException {
    Map<String, String> tokens = new TreeMap<>();
    JSON.readTree(gateway.api("GET", "/v3/channels/" + channel, null).body())
        .get("tokens")
        .properties()
        .forEach(token -> tokens.put(token.getKey(), token.getValue().asText()));
    return tokens;
  }

  private static Response api(GatewayProcess gateway, String method, String path, String body) {
    try {
      return gateway.api(method, path, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
