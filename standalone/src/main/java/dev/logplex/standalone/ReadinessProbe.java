package dev.logplex.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends a line the way a source does and reads it back the way an owner does. */
public final class ReadinessProbe {

  /** A channel of the system's own; it holds one line per start. */
  static final String CHANNEL = "logplex-readiness";

  private static final String SOURCE = "up";
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_LIMIT)
          .build();
  private final URI api;
  private final URI ingest;
  private final String authorization;

  public ReadinessProbe(URI api, URI ingest, Credentials credentials) {
    this.api = api;
    this.ingest = ingest;
    this.authorization = "Basic " + credentials.basic();
  }

  /**
   * Returns when a line sent now was read back.
   *
   * @throws StartException if that does not happen in time; the message says which step failed
   */
  public void await(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    String mark = UUID.randomUUID().toString();
    String token = retry(deadline, this::createToken);
    retry(deadline, () -> send(token, mark));
    retry(deadline, () -> read(mark));
  }

  private String createToken() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        exchange(
            request(api.resolve("/v3/channels/" + CHANNEL))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"tokens\":[\"" + SOURCE + "\"]}")));
    String token =
        new ObjectMapper().readTree(answer.body()).path("tokens").path(SOURCE).asText(null);
    if (token == null) {
      throw new IOException("the channel has no token");
    }
    return token;
  }

  private String send(String token, String mark) throws IOException, InterruptedException {
    String message =
        "<190>1 "
            + Instant.now().truncatedTo(ChronoUnit.MILLIS)
            + " host - ready - - "
            + mark
            + "\n";
    String basic = "token:" + token;
    exchange(
        HttpRequest.newBuilder(ingest.resolve("/logs"))
            .timeout(REQUEST_LIMIT)
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "application/logplex-1")
            .POST(HttpRequest.BodyPublishers.ofString(message.length() + " " + message)));
    return mark;
  }

  private String read(String mark) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        exchange(request(api.resolve("/v3/channels/" + CHANNEL + "/logs?num=10")).GET());
    if (!answer.body().contains(mark)) {
      throw new IOException("the line sent is not in the history");
    }
    return mark;
  }

  private HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri)
        .timeout(REQUEST_LIMIT)
        .header("Authorization", authorization);
  }

  private HttpResponse<String> exchange(HttpRequest.Builder builder)
      throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> answer =
        http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          request.method()
              + " "
              + request.uri().getPath()
              + " was answered "
              + answer.statusCode());
    }
    return answer;
  }

  private static String retry(long deadline, Step step) throws InterruptedException {
    while (true) {
      try {
        return step.run();
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new StartException(
              "a line sent was not read back in time: " + StartException.reason(e), e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private interface Step {
    String run() throws IOException, InterruptedException;
  }
}
