package dev.logplex.gateway.ingest;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More and larger bodies than there is memory for, while Kafka stands still. */
class IngestOverloadTest {

  private static final int MEMORY = 8 << 20;
  private static final byte[] LARGE = lines(30_000);
  private static final byte[] MEDIUM = lines(8_000);
  private static final String LOG_SHUTTLE = "User-Agent: log-shuttle/0.18 (go1.20)";
  private static final String CURL = "User-Agent: curl/8";

  @RegisterExtension
  static final TestGateway gateway = new TestGateway(new IngestLimits(0, 0, 1, MEMORY));

  private final CompletableFuture<Void> kafka = new CompletableFuture<>();
  private final ExecutorService clients = Executors.newFixedThreadPool(40);

  @AfterEach
  void stop() {
    kafka.complete(null);
    clients.shutdownNow();
    await().until(() -> held() == 0);
  }

  @Test
  void holdsNoMoreThanItMayAndGoesOnWhenKafkaDoes() throws Exception {
    gateway.publishing = () -> kafka;
    List<CompletableFuture<Response>> answers = posts(40, LARGE, CURL);

    await().until(() -> gateway.published.size() >= 3);
    assertThat(held()).isLessThanOrEqualTo(MEMORY);
    kafka.complete(null);

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join().status()).isIn(204, 503))
        .anySatisfy(answer -> assertThat(answer.join().status()).isEqualTo(204));
    await().until(() -> held() == 0);
    gateway.publishing = () -> CompletableFuture.completedFuture(null);
    assertThat(post(LARGE, CURL).status()).isEqualTo(204);
  }

  @Test
  void letsWaitingRequestsGoOnWhenThereIsRoomAgain() throws Exception {
    gateway.publishing = () -> kafka;
    List<CompletableFuture<Response>> answers = new ArrayList<>();
    await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              answers.addAll(posts(1, MEDIUM, LOG_SHUTTLE));
              return gauge("logplex_bodies_waiting") > 0;
            });
    assertThat(gateway.published).isNotEmpty();

    kafka.complete(null);

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join()).isNotNull())
        .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(204));
  }

  @Test
  void neverAnswersALogShuttleWithAnError() throws Exception {
    gateway.publishing = () -> kafka;
    long start = System.nanoTime();

    List<CompletableFuture<Response>> answers = posts(40, LARGE, LOG_SHUTTLE);

    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isNull());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(3));
  }

  @Test
  void answersOtherClients503() throws Exception {
    gateway.publishing = () -> kafka;

    assertThat(posts(40, LARGE, CURL))
        .allSatisfy(
            answer -> {
              assertThat(answer.join().status()).isEqualTo(503);
              assertThat(answer.join().header("retry-after")).isEqualTo("1");
            });
    String metrics = RawHttp.request(gateway.apiPort(), "GET", "/metrics", NO_BODY).text();
    assertThat(metrics).contains("logplex_ingest_requests_rejected_total{reason=\"overloaded\"}");
  }

  private List<CompletableFuture<Response>> posts(int count, byte[] body, String agent) {
    return Stream.generate(() -> CompletableFuture.supplyAsync(() -> quietly(body, agent), clients))
        .limit(count)
        .toList();
  }

  private static Response quietly(byte[] body, String agent) {
    try {
      return post(body, agent);
    } catch (SocketException closed) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response post(byte[] body, String agent) throws IOException {
    return RawHttp.request(
        gateway.ingestPort(),
        "POST",
        "/logs",
        body,
        basic("token", gateway.token("app")),
        agent,
        "Content-Encoding: gzip",
        "Content-Type: application/logplex-1");
  }

  private static double held() throws IOException {
    return gauge("logplex_bodies_octets");
  }

  private static double gauge(String name) throws IOException {
    return RawHttp.request(gateway.apiPort(), "GET", "/metrics", NO_BODY)
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] lines(int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(all)) {
      gzip.write(octets(frame("<1>1 T h app web.1 - - aaaaaaaa").repeat(count)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }
}
