package dev.logplex.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays of what is held, to a real receiver. */
class DrainReplaysContractTest {

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  private static final String DRAINS = "/v3/channels/app-1/drains";
  private static final String ALL = "{\"since\":\"2026-03-01T08:00:00Z\"}";

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> marks = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private HttpServer receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  @Test
  void linesThatTheDrainWantsArriveOnceMoreAndSayWhatTheyAre() throws Exception {
    JsonNode drain = drain("{\"url\":\"" + url() + "\",\"filters\":{\"source\":[\"app\"]}}");
    gateway.held =
        (channel, since, until, visitor) -> {
          assertThat(channel.id()).isEqualTo("app-1");
          assertThat(since).isEqualTo(Instant.parse("2026-03-01T08:00:00Z"));
          assertThat(until).isEqualTo(Instant.parse("2026-03-01T09:00:00Z"));
          visitor.batch(batch(Reach.EVERYWHERE, "app 1", "heroku 2", "app 3"));
          visitor.batch(batch(new Reach(true, true, false), "app 4"));
        };

    RawHttp.Response begun =
        gateway.api(
            "POST",
            path(drain),
            "{\"since\":\"2026-03-01T09:00:00+01:00\",\"until\":\"2026-03-01T09:00:00Z\"}");

    assertThat(begun.status()).isEqualTo(202);
    JsonNode done = awaitState(drain, begun, "done");
    assertThat(done.get("read").asLong()).isEqualTo(3);
    assertThat(done.get("sent").asLong()).isEqualTo(2);
    assertThat(bodies).hasSize(1);
    assertThat(bodies.get(0)).contains("app web.1 - 1").contains("app web.1 - 3");
    assertThat(bodies.get(0)).doesNotContain("heroku").doesNotContain("- 4");
    assertThat(marks)
        .containsExactly(done.get("id").asText() + " null " + drain.get("token").asText());
  }

  @Test
  void aReplayRunsUntilItIsEndedAndADrainHasOneAtATime() throws Exception {
    JsonNode drain = drain("{\"url\":\"" + url() + "\"}");
    CountDownLatch never = new CountDownLatch(1);
    gateway.held = (channel, since, until, visitor) -> never.await();
    RawHttp.Response begun = gateway.api("POST", path(drain), ALL);
    awaitState(drain, begun, "running");

    assertThat(gateway.api("POST", path(drain), ALL).status()).isEqualTo(409);
    String replay = path(drain) + "/" + tree(begun).get("id").asText();
    assertThat(gateway.api("DELETE", replay, null).status()).isEqualTo(204);

    awaitState(drain, begun, "cancelled");
    gateway.held = (channel, since, until, visitor) -> {};
    awaitState(drain, gateway.api("POST", path(drain), ALL), "done");
  }

  @Test
  void onlySoManyRunAtOnce() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    gateway.held = (channel, since, until, visitor) -> end.await();
    for (int i = 0; i < 4; i++) {
      JsonNode drain = drain("{\"url\":\"" + url() + i + "\"}");
      assertThat(gateway.api("POST", path(drain), ALL).status()).isEqualTo(202);
    }
    JsonNode fifth = drain("{\"url\":\"" + url() + "5\"}");
    RawHttp.Response refused = gateway.api("POST", path(fifth), ALL);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("retry-after")).isNotNull();
    end.countDown();
    await().until(() -> gateway.api("POST", path(fifth), ALL).status() == 202);
  }

  @Test
  void aDrainThatIsDeletedOrChangedEndsItsReplay() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    gateway.held = (channel, since, until, visitor) -> never.await();
    JsonNode changed = drain("{\"url\":\"" + url() + "a\"}");
    JsonNode deleted = drain("{\"url\":\"" + url() + "b\"}");
    RawHttp.Response first = gateway.api("POST", path(changed), ALL);
    assertThat(gateway.api("POST", path(deleted), ALL).status()).isEqualTo(202);

    gateway
        .config
        .execute(new ConfigCommand.DeleteDrain("app-1", deleted.get("id").asLong()))
        .join();
    String drains = DRAINS + "/" + changed.get("id");
    assertThat(gateway.api("PUT", drains, "{\"url\":\"" + url() + "c\"}").status()).isEqualTo(200);

    JsonNode failed = awaitState(changed, first, "failed");
    assertThat(failed.get("error").asText()).isEqualTo("the drain was changed");
  }

  @Test
  void whatIsRefusedIsToldAndWhatMayPassIsTriedAgain() throws Exception {
    JsonNode drain = drain("{\"url\":\"" + url() + "\"}");
    gateway.held =
        (channel, since, until, visitor) -> visitor.batch(batch(Reach.EVERYWHERE, "app 1"));
    status.set(410);
    JsonNode failed = awaitState(drain, gateway.api("POST", path(drain), ALL), "failed");
    assertThat(failed.get("error").asText()).isEqualTo("refused: status 410");
    assertThat(failed.get("sent").asLong()).isZero();

    status.set(503);
    RawHttp.Response begun = gateway.api("POST", path(drain), ALL);
    await().until(() -> bodies.size() >= 4);
    status.set(204);
    assertThat(awaitState(drain, begun, "done").get("sent").asLong()).isEqualTo(1);
  }

  @Test
  void whatIsNotKnownHereIsNotFoundAndSaysWhy() throws Exception {
    JsonNode drain = drain("{\"url\":\"" + url() + "\"}");
    RawHttp.Response unknown = gateway.api("GET", path(drain) + "/nobody", null);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text()).contains("only the gateway that was asked for it knows it");
    RawHttp.Response begun = gateway.api("POST", path(drain), ALL);
    String id = tree(begun).get("id").asText();
    JsonNode other = drain("{\"url\":\"" + url() + "x\"}");
    assertThat(gateway.api("GET", path(other) + "/" + id, null).status()).isEqualTo(404);
    assertThat(gateway.api("POST", DRAINS + "/999999/replay", ALL).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"since\":1}",
        "{\"since\":\"yesterday\"}",
        "{\"since\":\"2026-03-01T08:00:00Z\",\"until\":\"soon\"}"
      })
  void timesThatAreNoneAreRefused(String body) throws Exception {
    JsonNode drain = drain("{\"url\":\"" + url() + "\"}");
    assertThat(gateway.api("POST", path(drain), body).status()).isEqualTo(400);
  }

  @Test
  void timesWithNothingBetweenAndReservationsAreRefused() throws Exception {
    JsonNode drain = drain("{\"url\":\"" + url() + "\"}");
    String future = "{\"since\":\"2999-03-01T08:00:00Z\"}";
    assertThat(gateway.api("POST", path(drain), future).status()).isEqualTo(422);
    assertThat(gateway.api("POST", path(drain("{}")), ALL).status()).isEqualTo(422);
  }

  private void receive(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
    var headers = exchange.getRequestHeaders();
    marks.add(
        headers.getFirst("Logplex-Replay")
            + " "
            + headers.getFirst("Logplex-Seq")
            + " "
            + headers.getFirst("Logplex-Drain-Token"));
    exchange.sendResponseHeaders(status.get(), -1);
    exchange.close();
  }

  private static LogBatch batch(Reach reach, String... lines) {
    StringBuilder frames = new StringBuilder();
    for (String line : lines) {
      String[] words = line.split(" ");
      frames.append(
          TestGateway.frame(
              "<190>1 2026-03-01T08:15:30Z host " + words[0] + " web.1 - " + words[1] + "\n"));
    }
    return new LogBatch("app-1", 1, 0, lines.length, TestGateway.octets(frames.toString()), reach);
  }

  private static JsonNode awaitState(JsonNode drain, RawHttp.Response begun, String state)
      throws Exception {
    String replay = path(drain) + "/" + tree(begun).get("id").asText();
    return await()
        .until(
            () -> tree(gateway.api("GET", replay, null)),
            shown -> shown.get("state").asText().equals(state));
  }

  private JsonNode drain(String body) throws Exception {
    return tree(gateway.api("POST", DRAINS, body));
  }

  private static String path(JsonNode drain) {
    return DRAINS + "/" + drain.get("id") + "/replay";
  }

  private static JsonNode tree(RawHttp.Response response) throws IOException {
    return new ObjectMapper().readTree(response.text());
  }

  private String url() {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
  }
}
