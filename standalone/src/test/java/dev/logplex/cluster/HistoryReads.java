package dev.logplex.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.testkit.Endpoints;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads a channel's history again and again, and notes how it was answered. */
final class HistoryReads {

  /** A second for the gateway, and something for a machine on which a JVM starts at the time. */
  private static final Duration LIMIT = Duration.ofMillis(1_500);

  private final List<Read> reads = new CopyOnWriteArrayList<>();
  private final HttpRequest request;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile boolean enough;

  private record Read(int status, boolean retryAfter, Duration took) {}

  private HistoryReads(HttpRequest request) {
    this.request = request;
  }

  static HistoryReads start(Endpoints gateway, String channel) {
    String cred = gateway.user() + ":" + gateway.password();
    HistoryReads reads =
        new HistoryReads(
            HttpRequest.newBuilder(gateway.api().resolve("/v3/channels/" + channel + "/logs?num=1"))
                .timeout(Duration.ofSeconds(10))
                .header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder().encodeToString(cred.getBytes(StandardCharsets.UTF_8)))
                .build());
    Thread thread = new Thread(reads::run, "history-reads");
    thread.setDaemon(true);
    thread.start();
    return reads;
  }

  private void run() {
    while (!enough) {
      long start = System.nanoTime();
      try {
        HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
        reads.add(
            new Read(
                answer.statusCode(),
                answer.headers().firstValue("Retry-After").isPresent(),
                Duration.ofNanos(System.nanoTime() - start)));
      } catch (IOException e) {
        reads.add(new Read(0, false, Duration.ofNanos(System.nanoTime() - start)));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Waits until the history is read again, and ends. */
  void awaitSuccess() {
    int before = reads.size();
    await()
        .atMost(Traffic.PATIENCE)
        .until(() -> reads.stream().skip(before).anyMatch(read -> read.status() == 200));
    enough = true;
  }

  void assertEachWasAnsweredInTime() {
    assertThat(reads).anyMatch(read -> read.status() == 503);
    assertThat(reads)
        .allSatisfy(
            read -> {
              assertThat(read.status()).isIn(200, 503);
              assertThat(read.retryAfter()).isEqualTo(read.status() == 503);
              assertThat(read.took()).isLessThan(LIMIT);
            });
  }
}
