package dev.logplex.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What a replay asks of a gateway. What may pass is tried again for a while. */
final class GatewayClient {

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final long FIRST_DELAY = 100;
  private static final long MAX_DELAY = 10_000;

  private final Endpoint endpoint;
  private final Duration budget;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param budget how long one request is tried
   */
  GatewayClient(Endpoint endpoint, Duration budget) {
    this.endpoint = endpoint;
    this.budget = budget;
  }

  /**
   * The tokens of a channel, by name.
   *
   * @throws IOException if the gateway does not tell; the text says why
   */
  Map<String, String> tokens(String channel) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            endpoint.api()
                + "/v3/channels/"
                + URLEncoder.encode(channel, StandardCharsets.UTF_8).replace("+", "%20"));
    HttpResponse<String> answer = send(request(uri).GET().build());
    if (answer.statusCode() == 404) {
      throw new IOException("there is no channel " + channel + " to write into");
    }
    if (answer.statusCode() != 200) {
      throw new IOException(
          "the gateway answered " + answer.statusCode() + " when asked for channel " + channel);
    }
    JsonNode tokens = new ObjectMapper().readTree(answer.body()).path("tokens");
    Map<String, String> byName = new HashMap<>();
    tokens.properties().forEach(token -> byName.put(token.getKey(), token.getValue().asText()));
    return byName;
  }

  /**
   * Writes lines. The gateway takes the same body with the same id only once, so that trying again
   * repeats nothing.
   *
   * @throws IOException if the gateway does not take them; the text says why
   */
  void write(byte[] body, int lines, String id) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            request(URI.create(endpoint.ingest() + "/logs"))
                .header("Content-Type", "application/logplex-1")
                .header("Logplex-Msg-Count", Integer.toString(lines))
                .header("Logplex-Frame-Id", id)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("the gateway answered " + answer.statusCode() + " to lines");
    }
  }

  private HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri)
        .timeout(ANSWER)
        .header("Authorization", endpoint.authorization())
        .header("User-Agent", "logplex-replay");
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long ceiling = FIRST_DELAY;
    while (true) {
      IOException failure;
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() < 500 && answer.statusCode() != 429) {
          return answer;
        }
        failure = new IOException("the gateway answered " + answer.statusCode());
      } catch (IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        failure =
            new IOException(
                "the gateway at " + request.uri().getAuthority() + " does not answer: " + reason,
                e);
      }
      if (System.nanoTime() - start >= budget.toNanos()) {
        throw failure;
      }
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(ceiling + 1));
      ceiling = Math.min(2 * ceiling, MAX_DELAY);
    }
  }
}
