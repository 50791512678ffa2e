package dev.logplex.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * Calls API v3 and Flink's REST API of a running system. Any answer but the expected one is an
 * {@link IOException} with its status and body. Thread-safe.
 */
public final class ApiClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Endpoints endpoints;
  private final String authorization;

  /** A drain as the API shows it. */
  public record Drain(long id, String token) {}

  public ApiClient(Endpoints endpoints) {
    this.endpoints = endpoints;
    String cred = endpoints.user() + ":" + endpoints.password();
    this.authorization =
        "Basic " + Base64.getEncoder().encodeToString(cred.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Creates a channel, or finds it, with one token.
   *
   * @return id of the token
   */
  public String channel(String channel, String tokenName) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("tokens").add(tokenName);
    JsonNode answer = JSON.readTree(send(v3("PUT", "/channels/" + channel, body)));
    return answer.at("/tokens/" + tokenName).asText();
  }

  /** Adds a drain to a channel. */
  public Drain drain(String channel, URI url) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("url", url.toString());
    JsonNode answer = JSON.readTree(send(v3("POST", "/channels/" + channel + "/drains", body)));
    return new Drain(answer.get("id").asLong(), answer.get("token").asText());
  }

  /** How a drain does. */
  public JsonNode status(String channel, Drain drain) throws IOException, InterruptedException {
    String path = "/channels/" + channel + "/drains/" + drain.id() + "/status";
    return JSON.readTree(send(v3("GET", path, null)));
  }

  /** The newest lines of a channel's history, oldest first, as octet-counted frames. */
  public byte[] logs(String channel, int num) throws IOException, InterruptedException {
    return send(v3("GET", "/channels/" + channel + "/logs?num=" + num, null));
  }

  /** The numbers of the test lines of one timeline in a channel's history, oldest first. */
  public List<Long> numbers(String channel, int timeline, int num)
      throws IOException, InterruptedException {
    try {
      return Numbers.of(logs(channel, num), timeline);
    } catch (MalformedRequestException e) {
      throw new IOException("the history of " + channel + " is malformed", e);
    }
  }

  /** Opens a session and reads it: one line of text for each log line. */
  public String session(String channel, int num) throws IOException, InterruptedException {
    ObjectNode body =
        JSON.createObjectNode().put("channel_id", channel).put("num", Integer.toString(num));
    JsonNode answer = JSON.readTree(send(v3("POST", "/sessions", body)));
    URI url = endpoints.api().resolve(answer.get("url").asText());
    return new String(
        send(HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build()),
        StandardCharsets.UTF_8);
  }

  /** Creates a session that tails; who opens its URL gets history and then live lines. */
  public URI tail(String channel, int num) throws IOException, InterruptedException {
    ObjectNode body =
        JSON.createObjectNode()
            .put("channel_id", channel)
            .put("num", Integer.toString(num))
            .put("tail", "true");
    JsonNode answer = JSON.readTree(send(v3("POST", "/sessions", body)));
    return endpoints.api().resolve(answer.get("url").asText());
  }

  /** Checkpoints that the system's job has completed since it was started or restored. */
  public long completedCheckpoints() throws IOException, InterruptedException {
    return checkpoints().at("/counts/completed").asLong();
  }

  /** What Flink says about the checkpoints of the system's job. */
  public JsonNode checkpoints() throws IOException, InterruptedException {
    return ofJob("/checkpoints");
  }

  /** What Flink says of the system's job under a path, which may be empty. */
  public JsonNode ofJob(String path) throws IOException, InterruptedException {
    return flink("/jobs/" + job() + path);
  }

  private String job() throws IOException, InterruptedException {
    for (JsonNode job : flink("/jobs/overview").get("jobs")) {
      if ("RUNNING".equals(job.get("state").asText())) {
        return job.get("jid").asText();
      }
    }
    throw new IOException("no job is running");
  }

  private JsonNode flink(String path) throws IOException, InterruptedException {
    URI url = endpoints.flink().resolve(path);
    return JSON.readTree(send(HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build()));
  }

  private HttpRequest v3(String method, String path, JsonNode body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoints.api().resolve("/v3" + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", authorization);
    return body == null
        ? request.method(method, BodyPublishers.noBody()).build()
        : request
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
  }

  private byte[] send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          request.method()
              + " "
              + request.uri().getPath()
              + " was answered "
              + response.statusCode()
              + " "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }
}
