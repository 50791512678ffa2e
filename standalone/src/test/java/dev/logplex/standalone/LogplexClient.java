package dev.logplex.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A source and an owner of a running process. */
final class LogplexClient {

  private static final Pattern TEXT = Pattern.compile("<\\d+>1 \\S+ \\S+ \\S+ \\S+ - ([^\\n]*)\\n");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final JsonNode endpoints;

  LogplexClient(JsonNode endpoints) {
    this.endpoints = endpoints;
  }

  /** Makes a channel with one token, or finds it; returns the token. */
  String token(String channel) throws Exception {
    return json(put("/v3/channels/" + channel, "{\"tokens\":[\"app\"]}"))
        .at("/tokens/app")
        .asText();
  }

  /** Adds a drain; returns its token. */
  String drain(String channel, URI url) throws Exception {
    return json(require(
            request(owner(), endpoint("api", "/v3/channels/" + channel + "/drains"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"url\":\"" + url + "\"}"))))
        .get("token")
        .asText();
  }

  /** Posts lines; returns when they were accepted. */
  void post(String token, List<String> texts) throws Exception {
    post(token, "web.1", texts);
  }

  /** Posts lines of a process; returns when they were accepted. */
  void post(String token, String process, List<String> texts) throws Exception {
    StringBuilder body = new StringBuilder();
    for (String text : texts) {
      String message =
          "<190>1 2026-01-02T03:04:05.678901+00:00 host app " + process + " - - " + text + "\n";
      body.append(message.length()).append(' ').append(message);
    }
    require(
        request(basic("token:" + token), endpoint("ingest", "/logs"))
            .header("Content-Type", "application/logplex-1")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /** What the lines of a channel's history say, oldest first. */
  List<String> history(String channel, int lines) throws Exception {
    String body =
        require(
                request(owner(), endpoint("api", "/v3/channels/" + channel + "/logs?num=" + lines))
                    .GET())
            .body();
    return texts(body);
  }

  /** What the frames of a body say. */
  static List<String> texts(String frames) {
    return TEXT.matcher(frames).results().map(found -> found.group(1)).toList();
  }

  /** Puts a channel, as {@code {"name", "tokens"}}; returns what it is then. */
  JsonNode channel(String channel, String json) throws Exception {
    return json(put("/v3/channels/" + channel, json));
  }

  void deleteChannel(String channel) throws Exception {
    require(request(owner(), endpoint("api", "/v3/channels/" + channel)).DELETE());
  }

  /** Makes a key that reaches one channel alone. */
  String key(String channel) throws Exception {
    return json(require(
            request(owner(), endpoint("api", "/v3/creds"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"channels\":[\"" + channel + "\"]}"))))
        .get("apiKey")
        .asText();
  }

  private HttpResponse<String> put(String path, String json) throws Exception {
    return require(
        request(owner(), endpoint("api", path))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  private String owner() {
    return basic(endpoints.get("user").asText() + ":" + endpoints.get("password").asText());
  }

  private URI endpoint(String name, String path) {
    return URI.create(endpoints.get(name).asText() + path);
  }

  private static HttpRequest.Builder request(String authorization, URI uri) {
    return HttpRequest.newBuilder(uri)
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", authorization);
  }

  private HttpResponse<String> require(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer + ": " + answer.body());
    }
    return answer;
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> lines(String prefix, int first, int last) {
    String[] lines = new String[last - first + 1];
    Arrays.setAll(lines, i -> prefix + (first + i));
    return List.of(lines);
  }
}
