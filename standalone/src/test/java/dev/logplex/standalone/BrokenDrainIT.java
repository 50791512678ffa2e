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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner of a broken drain sees of it, through the whole system. */
class BrokenDrainIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path data;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private HttpServer receiver;

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
    try (LogplexCommand logplex = LogplexCommand.up(data)) {
      JsonNode endpoints = logplex.awaitReady(Duration.ofSeconds(120));
      LogplexClient client = new LogplexClient(endpoints);
      String token = client.token("app-1");
      JsonNode drain =
          call(
              endpoints,
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
                JsonNode status = call(endpoints, "GET", path + "/status", null);
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

      JsonNode test = call(endpoints, "POST", path + "/test", "");
      assertThat(test.get("delivered").asBoolean()).isFalse();
      assertThat(test.get("status").asInt()).isEqualTo(404);
      assertThat(received)
          .as("the drain is never sent the warning of itself")
          .hasSize(2)
          .noneMatch(body -> body.contains("Error L10"));
    }
  }

  private JsonNode call(JsonNode endpoints, String method, String path, String body)
      throws Exception {
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
