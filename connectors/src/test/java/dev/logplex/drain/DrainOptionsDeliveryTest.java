package dev.logplex.drain;

import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.model.DrainOptions;
import dev.logplex.model.DrainOptions.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What drains may ask for beyond Logplex. */
class DrainOptionsDeliveryTest {

  private final TaskThread task = new TaskThread();
  private final HttpReceiver receiver = new HttpReceiver();
  private final DrainStage stage =
      new DrainStage(
          DrainSettings.DEFAULT
              .with(new DrainSettings.Buffers(1_000, 1 << 20, 1 << 20))
              .with(
                  new DrainSettings.Times(
                      Duration.ofSeconds(3),
                      Duration.ofSeconds(3),
                      Duration.ofMinutes(5),
                      Duration.ofMinutes(1),
                      Duration.ofHours(1)))
              .with(DrainSettings.Reach.PRIVATE_TOO),
          Specs.CODEC,
          task);

  @AfterEach
  void stop() {
    task.run(stage::close);
    task.close();
    receiver.close();
  }

  @Test
  void sendsOnlyTheLinesThatPassTheFilterAndCountsOnlyThose() {
    define(
        new DrainOptions(
            List.of(), List.of("web"), 5, false, Map.of(), Format.LOGPLEX, 9_000, null));
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    batch.writeBytes(frame(188, "web.1", "1"));
    batch.writeBytes(frame(190, "web.1", "too fine"));
    batch.writeBytes(frame(188, "webhook.1", "another process"));
    batch.writeBytes(frame(188, "web.2", "4"));
    batch.writeBytes(frame(188, "web", "5"));

    task.run(() -> stage.route(TOKEN, 101, 5, batch.toByteArray()));

    await().until(() -> receiver.received.size() == 1);
    assertThat(receiver.contents()).containsExactly("1", "4", "5");
    assertThat(receiver.received.get(0).header("Logplex-Seq")).isEqualTo("101-105");
    assertThat(receiver.received.get(0).header("Logplex-Msg-Count")).isEqualTo("3");
    await().until(() -> status().delivered() == 3);
    assertThat(status().routed()).isEqualTo(3);
  }

  @Test
  void compressesTheBody() throws IOException {
    define(new DrainOptions(List.of(), List.of(), 7, true, Map.of(), Format.LOGPLEX, 9_000, null));

    task.run(() -> stage.route(TOKEN, 1, 50, Lines.frames(1, 50)));

    await().until(() -> receiver.received.size() == 1);
    HttpReceiver.Received request = receiver.received.get(0);
    assertThat(request.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(request.body().length).isLessThan(1_000);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes())
        .isEqualTo(Lines.frames(1, 50));
  }

  @Test
  void sendsOneJsonObjectALine() {
    define(new DrainOptions(List.of(), List.of(), 7, false, Map.of(), Format.JSON, 9_000, null));

    task.run(() -> stage.route(TOKEN, 1, 1, Lines.frames(1, 1)));

    await().until(() -> receiver.received.size() == 1);
    HttpReceiver.Received request = receiver.received.get(0);
    assertThat(request.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(new String(request.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"pri\":190,\"facility\":23,\"severity\":6,\"time\":\"2026-03-01T08:15:30+00:00\","
                + "\"source\":\"app\",\"ps\":\"web.1\",\"message\":\"1\"}\n");
  }

  @Test
  void addsHeadersBehindItsOwn() {
    define(
        new DrainOptions(
            List.of(), List.of(), 7, false, Map.of("X-Key", "abc"), Format.LOGPLEX, 9_000, null));

    task.run(() -> stage.route(TOKEN, 1, 1, Lines.frames(1, 1)));

    await().until(() -> receiver.received.size() == 1);
    assertThat(receiver.received.get(0).head()).endsWith("Logplex-Seq: 1-1\r\nX-Key: abc\r\n\r\n");
  }

  @Test
  void headersThatWouldBreakTheRequestAreNotSent() {
    define(
        new DrainOptions(
            List.of(),
            List.of(),
            7,
            false,
            Map.of("X-Key", "a\r\nHost: other"),
            Format.LOGPLEX,
            9_000,
            null));

    task.run(() -> stage.route(TOKEN, 1, 1, Lines.frames(1, 1)));

    await().until(() -> status().failure() != null);
    assertThat(status().failure().kind()).isEqualTo("unusable");
    assertThat(status().failure().detail()).contains("X-Key").doesNotContain("other");
    assertThat(receiver.connections).hasValue(0);
  }

  private void define(DrainOptions options) {
    task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(TOKEN, receiver.url(), options)));
  }

  private DrainStatus status() {
    return task.call(() -> stage.status(TOKEN));
  }

  private static byte[] frame(int priority, String process, String content) {
    String message =
        "<%d>1 2026-03-01T08:15:30+00:00 host app %s - %s\n".formatted(priority, process, content);
    return (message.length() + " " + message).getBytes(StandardCharsets.US_ASCII);
  }
}
