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
import dev.logplex.model.Reach;
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
  void aSwitchTurnedThroughOneHoldsForTheOtherWithinTwoSeconds() throws Exception {
    String token = tokenOf("switched");
    String session = "{\"channel_id\":\"switched\"}";
    turn(
        "deny_logs_ingress",
        "true",
        () -> assertThat(post(b, token)).isEqualTo(503),
        () -> assertThat(post(b, token)).isEqualTo(204));
    turn(
        "deny_tail_sessions",
        "true",
        () -> assertThat(status(b, "POST", "/v3/sessions", session)).isEqualTo(503),
        () -> assertThat(status(b, "POST", "/v3/sessions", session)).isEqualTo(201));
    turn(
        "api_status",
        "\"read_only\"",
        () -> {
          assertThat(status(b, "PUT", "/v3/channels/switched", "{}")).isEqualTo(503);
          assertThat(status(b, "GET", "/v3/channels/switched", null)).isEqualTo(200);
        },
        () -> assertThat(status(b, "POST", "/v3/sessions", session)).isEqualTo(201));
    turn(
        "api_status",
        "\"disabled\"",
        () -> assertThat(status(b, "GET", "/v3/channels/switched", null)).isEqualTo(503),
        () -> assertThat(status(b, "GET", "/v3/channels/switched", null)).isEqualTo(200));
    turn(
        "legacy_api_status",
        "\"read_only\"",
        () -> {
          assertThat(status(b, "POST", "/v2/sessions", session)).isEqualTo(503);
          assertThat(status(b, "GET", "/healthcheck", null)).isEqualTo(200);
        },
        () -> assertThat(status(b, "POST", "/v2/sessions", session)).isEqualTo(201));
    turn(
        "legacy_api_status",
        "\"disabled\"",
        () -> assertThat(status(b, "GET", "/healthcheck", null)).isEqualTo(503),
        () -> assertThat(status(b, "GET", "/healthcheck", null)).isEqualTo(200));
  }

  @Test
  void whatASwitchKeepsLinesFromIsSaidWithThoseThatTheOtherTakes() throws Exception {
    String token = tokenOf("reaching");
    Map<String, Reach> reaches =
        Map.of(
            "deny_history", new Reach(false, true, true),
            "deny_redis_buffers", new Reach(false, true, true),
            "deny_tail_sessions", new Reach(true, false, true),
            "deny_drain_forwarding", new Reach(true, true, false));
    try (LogsTopic logs = new LogsTopic(kafka.bootstrapServers())) {
      for (Map.Entry<String, Reach> switched : reaches.entrySet()) {
        turn(
            switched.getKey(),
            "true",
            () -> {
              post(b, token);
              assertThat(logs.next(1))
                  .extracting(named -> named.batch().reach())
                  .containsExactly(switched.getValue());
            },
            () -> {
              post(b, token);
              assertThat(logs.next(1))
                  .extracting(named -> named.batch().reach())
                  .containsExactly(Reach.EVERYWHERE);
            });
      }
    }
  }

  @Test
  void aRequestRepeatedThroughTheOtherHasTheSameNamesInTheSameChannels() throws Exception {
    String token = tokenOf("repeating");
    for (String hose : List.of("hose-1", "hose-2", "hose-3")) {
      a.api("PUT", "/v3/channels/" + hose, "{}");
    }
    a.api(
        "PUT",
        "/v3/firehose",
        "{\"channels\":[\"hose-1\",\"hose-2\",\"hose-3\"],\"tokens\":[\"app\"]}");
    try (LogsTopic logs = new LogsTopic(kafka.bootstrapServers())) {
      for (int i = 0; i < 10; i++) {
        String number = "-" + i;
        String name = "X-Request-Id: repeated" + number;
        post(a, token, name);
        List<LogsTopic.Named> first = logs.next(2);
        post(b, token, name);
        assertThat(keys(logs.next(2))).isEqualTo(keys(first)).allMatch(k -> k.endsWith(number));
      }
      turn(
          "disable_firehose",
          "true",
          () -> {
            post(b, token);
            post(b, token);
            assertThat(logs.next(2))
                .extracting(named -> named.batch().channel())
                .containsExactly("repeating", "repeating");
          },
          () -> {
            post(b, token);
            assertThat(keys(logs.next(2))).anyMatch(key -> key.startsWith("hose-"));
          });
    } finally {
      a.api("PUT", "/v3/firehose", "{\"channels\":[],\"tokens\":[]}");
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

  /** Turns a switch through one gateway and checks that the other follows, there and back. */
  private static void turn(String name, String value, Check whenTurned, Check whenBack)
      throws Exception {
    String normal = name.endsWith("status") ? "\"normal\"" : "false";
    try {
      assertFollows(name, value, whenTurned);
    } finally {
      assertFollows(name, normal, whenBack);
    }
  }

  private static void assertFollows(String name, String value, Check check) throws Exception {
    Response turned = a.api("PUT", "/v3/switches/" + name, "{\"value\":" + value + "}");
    assertThat(turned.status()).as(turned.text()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> b.api("GET", "/v3/switches", null).text().equals(turned.text()));
    check.run();
    assertThat(status(b, "GET", "/v3/healthcheck", null)).isEqualTo(200);
  }

  @FunctionalInterface
  private interface Check {
    void run() throws Exception;
  }

  private static List<String> keys(List<LogsTopic.Named> batches) {
    return batches.stream().map(b -> b.batch().channel() + " " + b.dedupeId()).sorted().toList();
  }

  private static String tokenOf(String channel) throws IOException {
    byte[] made = a.api("PUT", "/v3/channels/" + channel, "{\"tokens\":[\"app\"]}").body();
    return JSON.readTree(made).at("/tokens/app").asText();
  }

  private static int status(GatewayProcess gateway, String method, String path, String body)
      throws IOException {
    return gateway.api(method, path, body).status();
  }

  private static int post(GatewayProcess gateway, String token, String... more) throws IOException {
    List<String> headers =
        new ArrayList<>(List.of(basic("token", token), "Content-Type: application/logplex-1"));
    headers.addAll(List.of(more));
    return RawHttp.request(
            gateway.ingestPort(),
            "POST",
            "/logs",
            octets(frame("<190>1 T vm7 x web.1 - - cache warmed")),
            headers.toArray(String[]::new))
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
