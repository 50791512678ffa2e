package dev.logplex.gateway.ingest;

import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.TestGateway;
import dev.logplex.model.LogBatch;
import dev.logplex.testkit.LogShuttle;
import dev.logplex.testkit.LogShuttle.Batch;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests of log-shuttle, which drops a batch on any status of 400 and above. */
class LogShuttleTest {

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesEveryKindOfLine(boolean gzip) throws Exception {
    byte[] binary = {0, -1, '\t', 'x', '\r', -128, '\n'};
    List<byte[]> lines =
        List.of(
            octets("cache warmed\n"), octets("\n"), binary, octets("no end"), octets("<1>1 -\n"));
    try (LogShuttle shuttle = shuttle(gzip)) {
      Batch batch = shuttle.batch(lines, 3, 500);

      assertThat(shuttle.send(batch)).isEqualTo(204);
    }
    assertThat(gateway.published.stream().mapToInt(LogBatch::lines).sum()).isEqualTo(7);
    assertThat(gateway.publishedFrames())
        .contains(" host app shuttle - cache warmed\n")
        .contains(" host app log-shuttle - Error L12: 3 messages dropped since ")
        .contains(" host app log-shuttle - Error L13: 500 messages lost since ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesALongLineInItsPieces(boolean gzip) throws Exception {
    byte[] line = new byte[29_801];
    Arrays.fill(line, (byte) 'x');
    line[line.length - 1] = '\n';
    try (LogShuttle shuttle = shuttle(gzip)) {
      Batch batch = shuttle.batch(List.of(line), 0, 0);

      assertThat(batch.frames()).isEqualTo(3);
      assertThat(shuttle.send(batch)).isEqualTo(204);
    }
    String frames = gateway.publishedFrames();
    assertThat(frames.chars().filter(c -> c == 'x').count()).isEqualTo(29_800);
    assertThat(frames.split(" host app shuttle - ")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesTheLargestBatchesOnOneConnection(boolean gzip) throws Exception {
    byte[] line = new byte[LogShuttle.PIECE];
    Arrays.fill(line, (byte) 'y');
    try (LogShuttle shuttle = shuttle(gzip)) {
      for (int i = 0; i < 3; i++) {
        Batch batch = shuttle.batch(Collections.nCopies(LogShuttle.MOST_LINES, line), 1, 1);
        assertThat(shuttle.send(batch)).isEqualTo(204);
      }
    }
    assertThat(gateway.published.stream().mapToInt(LogBatch::lines).sum()).isEqualTo(3 * 502);
  }

  @Test
  void namesABatchThatIsSentAgainAsBefore() throws Exception {
    gateway.publishing =
        () -> CompletableFuture.failedFuture(new IllegalStateException("no Kafka"));
    try (LogShuttle shuttle = shuttle(false)) {
      Batch batch = shuttle.batch(List.of(octets("once\n")), 0, 0);
      CompletableFuture<LogShuttle.Delivery> delivery =
          CompletableFuture.supplyAsync(() -> shuttle.deliver(batch));
      await().until(() -> gateway.dedupeIds.size() == 1);
      gateway.publishing = () -> CompletableFuture.completedFuture(null);

      assertThat(delivery.join().statuses()).containsExactly(0, 204);
      assertThat(gateway.dedupeIds).containsExactly(batch.id(), batch.id());
    }
  }

  private static LogShuttle shuttle(boolean gzip) {
    URI logs = URI.create("http://127.0.0.1:" + gateway.ingestPort() + "/logs");
    return new LogShuttle(logs, gateway.token("app"), gzip);
  }
}
