package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner of a broken drain sees of it, through the whole system. */
class BrokenDrainIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path data;
  private static LogplexCommand logplex;
  private static JsonNode endpoints;
  private static LogplexClient client;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private HttpServer receiver;

  @BeforeAll
  static void up() throws Exception {
    logplex = LogplexCommand.up(data);
    endpoints = logplex.awaitReady(Duration.ofSeconds(120));
    client = new LogplexClient(endpoints);
  }

  @AfterAll
  static void down() throws Exception {
    logplex.close();
  }

  @BeforeEach
  void start() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  @Test
  void itsStatusATestAndTheChannelItselfTellWhatIsWrong() throws Exception {
    String token = client.token("app-1");
    JsonNode drain =
        call(
            "POST",
            "/v3/channels/app-1/drains",
            "{\"url\":\"http://user:hidden@127.0.0.1:"
                + receiver.getAddress().getPort()
                + "/in?key=hidden\"}");
    String path = "/v3/channels/app-1/drains/" + drain.get("id").asLong();

    client.post(token, List.of("line 1"));

    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode status = call("GET", path + "/status", null);
              assertThat(status.at("/dropped/refused").asLong()).isEqualTo(1);
              assertThat(status.at("/last_error/class").asText()).isEqualTo("refused");
              assertThat(status.at("/last_error/status").asInt()).isEqualTo(404);
              assertThat(status.toString()).doesNotContain("hidden");
            });
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(client.history("app-1", 10))
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith(
                        "Error L10 (output buffer overflow): drain '"
                            + drain.get("token").asText()
                            + "' dropped 1 messages since "));

    JsonNode session = call("POST", "/v3/sessions", "{\"channel_id\":\"app-1\",\"num\":\"10\"}");
    String shown =
        http.send(
                HttpRequest.newBuilder(URI.create(session.get("url").asText())).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    assertThat(shown.lines())
        .last()
        .asString()
        .matches(
            "\\S+ heroku\\[logplex]: Error L10 \\(output buffer overflow\\): drain '"
                + drain.get("token").asText()
                + "' dropped 1 messages since \\S+\\+00:00\\.");

    JsonNode test = call("POST", path + "/test", "");
    assertThat(test.get("delivered").asBoolean()).isFalse();
    assertThat(test.get("status").asInt()).isEqualTo(404);
    assertThat(received)
        .as("the drain is never sent the warning of itself")
        .hasSize(2)
        .noneMatch(body -> body.contains("Error L10"));
  }

  /** One way to be broken, and what its owner is told. */
  private record Broken(String name, String url, String kind, String message, String state) {}

  @Test
  void theStatusAndATestNameWhatIsWrongWithEachKindOfReceiver() throws Exception {
    try (BadReceivers bad = new BadReceivers()) {
      List<Broken> drains =
          List.of(
              new Broken(
                  "name unknown",
                  "http://logs.invalid/in",
                  "dns",
                  "the name does not resolve|timed out",
                  "failing"),
              new Broken(
                  "nobody listens", bad.nobody(), "connect", "connection refused", "failing"),
              new Broken("nobody accepts", bad.fullQueue(), "connect", "timed out", "failing"),
              new Broken(
                  "no TLS",
                  bad.answering(500).replace("http", "https"),
                  "tls",
                  "handshake_failure",
                  "failing"),
              new Broken("not trusted", bad.selfSigned(), "tls", "unknown_ca", "failing"),
              new Broken(
                  "never answers",
                  bad.hanging(),
                  "timeout",
                  "not done in time",
                  "waiting|connecting|sending"),
              new Broken(
                  "resets", bad.resetting(), "closed", "closed before the answer", "failing"),
              new Broken(
                  "talks something else",
                  bad.mail(),
                  "garbled",
                  "the answer is not HTTP/1.x",
                  "failing"),
              new Broken("answers 500", bad.answering(500), "status", "status 500", "failing"),
              new Broken("answers 404", bad.answering(404), "refused", "status 404", "failing"));
      List<String> paths = new ArrayList<>();
      for (int i = 0; i < drains.size(); i++) {
        String channel = "broken-" + i;
        String token = client.token(channel);
        JsonNode drain =
            call(
                "POST",
                "/v3/channels/" + channel + "/drains",
                "{\"url\":\"" + drains.get(i).url() + "\"}");
        paths.add("/v3/channels/" + channel + "/drains/" + drain.get("id").asLong());
        client.post(token, List.of("one", "two"));
      }
      List<String> samples = new ArrayList<>();
      for (int i = 0; i < drains.size(); i++) {
        Broken broken = drains.get(i);
        String path = paths.get(i);
        await(broken.name())
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  JsonNode status = call("GET", path + "/status", null);
                  assertThat(status.get("state").asText()).matches(broken.state());
                  assertThat(status.at("/last_error/class").asText()).isEqualTo(broken.kind());
                  assertThat(status.at("/last_error/message").asText()).matches(broken.message());
                  assertThat(status.get("delivered").asLong()).isZero();
                  assertThat(status.get("attempts").asInt()).isPositive();
                });
        JsonNode status = call("GET", path + "/status", null);
        JsonNode test = call("POST", path + "/test", "");
        assertThat(test.get("delivered").asBoolean()).as(broken.name()).isFalse();
        assertThat(test.at("/error/class").asText())
            .as(broken.name())
            .isEqualTo(broken.kind().equals("refused") ? "status" : broken.kind());
        samples.add(broken.name() + "\n" + status + "\n" + test);
      }
      Files.writeString(Path.of("target", "broken-drains.txt"), String.join("\n\n", samples));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(client.history("broken-4", 10))
                      .anySatisfy(
                          line ->
                              assertThat(line)
                                  .isEqualTo(
                                      "Error L14 (certificate validation): error=\"unknown_ca\""
                                          + " uri=\""
                                          + drains.get(4).url()
                                          + "\"")));
    }
  }

  private JsonNode call(String method, String path, String body) throws Exception {
    String cred = endpoints.get("user").asText() + ":" + endpoints.get("password").asText();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoints.get("api").asText() + path))
            .timeout(Duration.ofSeconds(15))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(cred.getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<String> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return new ObjectMapper().readTree(answer.body());
  }
}
