package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.Endpoints;
import dev.logplex.testkit.LogplexProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What owners and operators do to a channel, on the whole system. */
class ChannelLifeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static LogplexProcess logplex;

  private final DrainReceiver receiver = DrainReceiver.start();

  @BeforeAll
  static void start() throws Exception {
    logplex = BuiltLogplex.up(directory);
  }

  @AfterAll
  static void stop() {
    logplex.close();
  }

  @AfterEach
  void closeReceiver() {
    receiver.close();
  }

  @Test
  void aDeletedChannelTakesEverythingWithItAndItsIdStartsEmpty() {
    String old = channel("life");
    drain("life");
    assertThat(post(old, "old line")).isEqualTo(204);
    await().atMost(PATIENCE).until(() -> received() == 1);
    await().atMost(PATIENCE).until(() -> history("life").equals(List.of("old line")));

    assertThat(api("DELETE", "/v3/channels/life", null).statusCode()).isEqualTo(204);
    assertThat(post(old, "late line")).isEqualTo(401);

    String fresh = channel("life");
    assertThat(fresh).isNotEqualTo(old);
    assertThat(post(old, "late line")).isEqualTo(401);
    assertThat(post(fresh, "new line")).isEqualTo(204);
    await().atMost(PATIENCE).until(() -> history("life").equals(List.of("new line")));
    assertThat(received()).isEqualTo(1);
  }

  @Test
  void whatIsSwitchedOffStaysWithoutLines() {
    String token = channel("switched");
    drain("switched");
    turn("deny_drain_forwarding", true);
    post(token, "for readers");
    turn("deny_drain_forwarding", false);
    turn("deny_history", true);
    post(token, "for drains");
    turn("deny_history", false);
    await().atMost(PATIENCE).until(() -> received() == 1);
    assertThat(history("switched")).containsExactly("for readers");

    post(token, "for all");
    await().atMost(PATIENCE).until(() -> received() == 2);
    await().atMost(PATIENCE).until(() -> history("switched").equals(List.of("for all")));
  }

  @Test
  void firehoseCopiesReachDrainsAlone() {
    channel("hose");
    drain("hose");
    String token = channel("source");
    assertThat(
            api("PUT", "/v3/firehose", "{\"channels\":[\"hose\"],\"tokens\":[\"app\"]}")
                .statusCode())
        .isEqualTo(200);
    post(token, "copied");
    api("PUT", "/v3/firehose", "{\"channels\":[],\"tokens\":[]}");
    post(token, "not copied");
    await().atMost(PATIENCE).until(() -> history("source").equals(List.of("copied", "not copied")));
    await().atMost(PATIENCE).until(() -> received() == 1);
    assertThat(history("hose")).isEmpty();
  }

  @Test
  void everyFormOfAMessageReachesEveryReaderOctetByOctetFromBothWaysIn() throws Exception {
    String posted = channel("posted");
    String streamed = channel("streamed");
    try (BodyCollector first = new BodyCollector();
        BodyCollector second = new BodyCollector()) {
      drain("posted", first.url());
      drain("streamed", second.url());
      HttpResponse<byte[]> accepted =
          sendOctets(
              logplex.endpoints().ingest().resolve("/logs"),
              "POST",
              "token:" + posted,
              "application/logplex-1",
              MessageForms.sent(posted));
      assertThat(accepted.statusCode()).isEqualTo(204);
      stream(MessageForms.sent(streamed));

      await().atMost(PATIENCE).until(() -> Arrays.equals(logs("posted"), MessageForms.frames()));
      await().atMost(PATIENCE).until(() -> Arrays.equals(logs("streamed"), MessageForms.frames()));
      assertThat(session("posted")).isEqualTo(MessageForms.lines());
      assertThat(session("streamed")).isEqualTo(MessageForms.lines());
      await().atMost(PATIENCE).until(() -> Arrays.equals(first.octets(), MessageForms.frames()));
      await().atMost(PATIENCE).until(() -> Arrays.equals(second.octets(), MessageForms.frames()));
    }
  }

  /** Sends octets to the syslog port in pieces of any size. */
  private static void stream(byte[] octets) throws IOException {
    JsonNode json = new ObjectMapper().readTree(directory.resolve("endpoints.json").toFile());
    String[] address = json.get("syslog").asText().split(":");
    Random random = new Random(7);
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      socket.setTcpNoDelay(true);
      for (int from = 0; from < octets.length; ) {
        int length = Math.min(octets.length - from, 1 + random.nextInt(60));
        socket.getOutputStream().write(octets, from, length);
        from += length;
      }
    }
  }

  private static byte[] logs(String channel) {
    return apiOctets("GET", "/v3/channels/" + channel + "/logs", "");
  }

  private static byte[] session(String channel) throws IOException {
    byte[] made = apiOctets("POST", "/v3/sessions", "{\"channel_id\":\"" + channel + "\"}");
    URI session = URI.create(new ObjectMapper().readTree(made).get("url").asText());
    return sendOctets(session, "GET", "no:body", "text/plain", new byte[0]).body();
  }

  /** Lines that the drain got. */
  private long received() {
    return receiver.ledger().foreign();
  }

  private static String channel(String id) {
    HttpResponse<String> made = api("PUT", "/v3/channels/" + id, "{\"tokens\":[\"app\"]}");
    assertThat(made.statusCode()).isEqualTo(201);
    try {
      return new ObjectMapper().readTree(made.body()).at("/tokens/app").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void drain(String channel) {
    drain(channel, receiver.url());
  }

  private static void drain(String channel, URI receiver) {
    String url = "{\"url\":\"" + receiver + "\"}";
    assertThat(api("POST", "/v3/channels/" + channel + "/drains", url).statusCode()).isEqualTo(201);
  }

  private static void turn(String name, boolean value) {
    HttpResponse<String> turned = api("PUT", "/v3/switches/" + name, "{\"value\":" + value + "}");
    assertThat(turned.statusCode()).isEqualTo(200);
  }

  private static List<String> history(String channel) {
    HttpResponse<String> logs = api("GET", "/v3/channels/" + channel + "/logs", null);
    return logs.statusCode() == 200 ? LogplexClient.texts(logs.body()) : List.of("not readable");
  }

  private static int post(String token, String text) {
    String message = "<190>1 2026-01-02T03:04:05.678901+00:00 host app web.1 - - " + text;
    return send(
            logplex.endpoints().ingest().resolve("/logs"),
            "POST",
            "token:" + token,
            "application/logplex-1",
            message.length() + " " + message)
        .statusCode();
  }

  private static HttpResponse<String> api(String method, String path, String json) {
    return send(
        logplex.endpoints().api().resolve(path),
        method,
        operator(),
        "application/json",
        json == null ? "" : json);
  }

  private static byte[] apiOctets(String method, String path, String json) {
    return sendOctets(
            logplex.endpoints().api().resolve(path),
            method,
            operator(),
            "application/json",
            json.getBytes(StandardCharsets.UTF_8))
        .body();
  }

  private static String operator() {
    Endpoints endpoints = logplex.endpoints();
    return endpoints.user() + ":" + endpoints.password();
  }

  private static HttpResponse<String> send(
      URI url, String method, String credentials, String type, String body) {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    return send(url, method, credentials, type, octets, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<byte[]> sendOctets(
      URI url, String method, String credentials, String type, byte[] body) {
    return send(url, method, credentials, type, body, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static <T> HttpResponse<T> send(
      URI url,
      String method,
      String credentials,
      String type,
      byte[] body,
      HttpResponse.BodyHandler<T> handler) {
    String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Basic " + basic)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return HTTP.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
