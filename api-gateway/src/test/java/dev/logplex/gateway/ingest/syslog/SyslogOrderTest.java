package dev.logplex.gateway.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.model.LogBatch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyslogOrderTest {

  private Rig rig;

  @BeforeEach
  void start() {
    rig = Rig.plain();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void linesOfAConnectionKeepTheirOrderThroughRetries() throws Exception {
    Random random = new Random(11);
    Executor soon = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);
    rig.publisher.fate(
        batch -> {
          boolean fails = random.nextInt(4) == 0;
          return CompletableFuture.runAsync(
              () -> {
                if (fails) {
                  throw new IllegalStateException("try again");
                }
              },
              soon);
        });
    int lines = 30_000;
    List<List<String>> expected = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (Socket socket = rig.connect();
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 3_000)) {
      for (int i = 0; i < lines; i++) {
        int channel = i % 7 % 3;
        String content = "line " + i + " " + "x".repeat(i % 97);
        out.write(rig.frame("app-" + (channel + 1), content).getBytes(StandardCharsets.UTF_8));
        expected.get(channel).add(Rig.line(content));
      }
      out.flush();
      rig.awaitSettled(lines);
    }
    assertThat(rig.metrics.accepted()).isEqualTo(lines);
    assertThat(rig.metrics.count("retried")).isPositive();
    for (int channel = 0; channel < 3; channel++) {
      assertThat(rig.publisher.lines("app-" + (channel + 1))).isEqualTo(expected.get(channel));
    }
  }

  @Test
  void linesOfManyConnectionsKeepTheirOrderWithinEach() throws Exception {
    int connections = 20;
    int lines = 300;
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int c = 0; c < connections; c++) {
        sockets.add(rig.connect());
      }
      for (int i = 0; i < lines; i++) {
        for (int c = 0; c < connections; c++) {
          Rig.send(sockets.get(c), rig.frame("c" + c + " " + i));
        }
      }
      rig.awaitSettled((long) connections * lines);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    List<String> stored = rig.publisher.lines(Rig.CHANNEL);
    assertThat(stored).hasSize(connections * lines);
    for (int c = 0; c < connections; c++) {
      String mark = " - c" + c + " ";
      assertThat(stored.stream().filter(line -> line.contains(mark)).toList())
          .isEqualTo(
              java.util.stream.IntStream.range(0, lines)
                  .mapToObj(i -> Rig.line(mark.substring(3) + i))
                  .toList());
    }
  }

  @Test
  void linesThatComeTogetherBecomeOneBatch() throws Exception {
    try (Rig patient = bundling(Duration.ofSeconds(2))) {
      sendLines(patient, 50);
      patient.awaitSettled(50);
      assertThat(patient.publisher.batches()).extracting(LogBatch::lines).containsExactly(50);
    }
  }

  @Test
  void aFullBundleDoesNotWait() throws Exception {
    try (Rig patient = bundling(Duration.ofHours(1))) {
      sendLines(patient, 1_000);
      patient.awaitSettled(1_000);
      assertThat(patient.publisher.batches()).extracting(LogBatch::lines).containsExactly(500, 500);
    }
  }

  private static Rig bundling(Duration time) {
    return new Rig(SyslogSettings.listening(0, null).withBundleTime(time));
  }

  private static void sendLines(Rig to, int count) throws IOException {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < count; i++) {
      input.append(to.frame("line " + i));
    }
    try (Socket socket = to.connect()) {
      Rig.send(socket, input.toString());
    }
  }
}
