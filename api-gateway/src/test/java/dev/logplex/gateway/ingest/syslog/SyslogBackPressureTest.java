package dev.logplex.gateway.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Drop;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyslogBackPressureTest {

  private static final int CONNECTION_OCTETS = 256 << 10;
  private static final int READ_OCTETS = 16 << 10;

  private final List<Socket> sockets = new ArrayList<>();
  private Rig rig;

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    rig.close();
  }

  @Test
  void aSourceWaitsWhileKafkaStallsAndNothingIsLost() throws Exception {
    rig = new Rig(settings(CONNECTION_OCTETS, 8 << 20, Duration.ofSeconds(60)));
    rig.publisher.stall();
    int lines = 60_000;
    CompletableFuture<Void> sent = sendLines(connect(), lines);
    await().until(() -> rig.metrics.waiting() == 1);
    await().during(Duration.ofMillis(200)).until(() -> rig.metrics.waiting() == 1);
    assertThat(rig.metrics.count("octets")).isLessThanOrEqualTo(2 * CONNECTION_OCTETS);
    assertThat(sent).isNotDone();

    rig.publisher.release();
    rig.awaitSettled(lines);
    sent.join();
    assertThat(rig.metrics.accepted()).isEqualTo(lines);
    assertThat(rig.metrics.waiting()).isZero();
    assertThat(rig.publisher.lines(Rig.CHANNEL)).isEqualTo(expected(lines));
  }

  @Test
  void allConnectionsTogetherAreBounded() throws Exception {
    long total = 1 << 20;
    int connections = 24;
    rig = new Rig(settings(CONNECTION_OCTETS, total, Duration.ofSeconds(60)));
    rig.publisher.stall();
    int lines = 3_000;
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      sent.add(sendLines(connect(), lines));
    }
    await().until(() -> rig.metrics.waiting() == connections);
    assertThat(rig.metrics.count("octets"))
        .isLessThanOrEqualTo(2 * total + connections * READ_OCTETS);

    rig.publisher.release();
    rig.awaitSettled((long) connections * lines);
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    assertThat(rig.metrics.accepted()).isEqualTo((long) connections * lines);
  }

  @Test
  void aFastSourceDoesNotKeepOthersFromKafka() throws Exception {
    rig = new Rig(settings(CONNECTION_OCTETS, 8 << 20, Duration.ofSeconds(60)));
    CompletableFuture<Void> never = new CompletableFuture<>();
    rig.publisher.fate(
        batch -> batch.channel().equals("app-1") ? never : CompletableFuture.completedFuture(null));
    sendLines(connect(), 60_000);
    await().until(() -> rig.metrics.waiting() == 1);
    for (int i = 0; i < 4; i++) {
      Rig.send(connect(), rig.frame("app-2", "from " + i));
    }
    rig.awaitSettled(4);
    assertThat(rig.publisher.lines("app-2")).hasSize(4);
    never.complete(null);
  }

  @Test
  void linesAreTriedAgainUntilKafkaIsBack() throws Exception {
    rig = new Rig(settings(CONNECTION_OCTETS, 8 << 20, Duration.ofSeconds(60)));
    AtomicInteger attempts = new AtomicInteger();
    rig.publisher.fate(
        batch ->
            attempts.incrementAndGet() <= 4
                ? StoringPublisher.FAIL.of(batch)
                : StoringPublisher.STORE.of(batch));
    sendLines(connect(), 100).join();
    rig.awaitSettled(100);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).isEqualTo(expected(100));
    assertThat(rig.metrics.count("retried")).isEqualTo(4);
  }

  @Test
  void aPublisherThatThrowsIsTriedAgain() throws Exception {
    rig = new Rig(settings(CONNECTION_OCTETS, 8 << 20, Duration.ofSeconds(60)));
    AtomicInteger attempts = new AtomicInteger();
    rig.publisher.fate(
        batch -> {
          if (attempts.incrementAndGet() == 1) {
            throw new IllegalStateException("closed");
          }
          return StoringPublisher.STORE.of(batch);
        });
    sendLines(connect(), 10).join();
    rig.awaitSettled(10);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).isEqualTo(expected(10));
  }

  @Test
  void whatKafkaNeverTakesIsDroppedAndCountedAndTheSourceGoesOn() throws Exception {
    rig = new Rig(settings(CONNECTION_OCTETS, 8 << 20, Duration.ofMillis(300)));
    rig.publisher.fate(StoringPublisher.FAIL);
    Socket socket = connect();
    int lines = 3_000;
    CompletableFuture<Void> sent = sendLines(socket, lines);
    rig.awaitSettled(lines);
    sent.join();
    assertThat(rig.metrics.count(Drop.KAFKA)).isEqualTo(lines);
    assertThat(rig.metrics.accepted()).isZero();

    rig.publisher.fate(StoringPublisher.STORE);
    Rig.send(socket, rig.frame("after"));
    rig.awaitSettled(lines + 1);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).containsExactly(Rig.line("after"));
    assertThat(rig.metrics.waiting()).isZero();
  }

  private Socket connect() throws IOException {
    Socket socket = rig.connect();
    socket.setSendBufferSize(32 << 10);
    sockets.add(socket);
    return socket;
  }

  private CompletableFuture<Void> sendLines(Socket socket, int lines) {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      input.append(rig.frame(content(i)));
    }
    byte[] octets = input.toString().getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> sent = new CompletableFuture<>();
    Thread sender =
        new Thread(
            () -> {
              try {
                Rig.send(socket, octets);
                sent.complete(null);
              } catch (IOException e) {
                sent.completeExceptionally(e);
              }
            },
            "test-source");
    sender.setDaemon(true);
    sender.start();
    return sent;
  }

  private static String content(int i) {
    return "line " + i + " " + "x".repeat(60);
  }

  private static List<String> expected(int lines) {
    List<String> expected = new ArrayList<>(lines);
    for (int i = 0; i < lines; i++) {
      expected.add(Rig.line(content(i)));
    }
    return expected;
  }

  private static SyslogSettings settings(long connection, long total, Duration publishTime) {
    return new SyslogSettings(
        0,
        null,
        1024,
        null,
        Duration.ofSeconds(10),
        connection,
        total,
        SyslogSettings.BUNDLE_TIME,
        publishTime,
        Duration.ofSeconds(5));
  }
}
