package dev.logplex.drain;

import static dev.logplex.drain.Lines.frames;
import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plain HTTP delivery over real sockets. */
class HttpDeliveryTest {

  private final TaskThread task = new TaskThread();
  private final HttpReceiver receiver = new HttpReceiver();
  private DrainStage stage;

  @BeforeEach
  void start() {
    stage = new DrainStage(settings(), Specs.CODEC, task);
  }

  @AfterEach
  void stop() {
    task.run(stage::close);
    task.close();
    receiver.close();
  }

  @Test
  void sendsTheRequestLogplexSends() {
    define("http://user:pass@127.0.0.1:" + receiver.port() + "/in?env=prod#fragment");
    byte[] body = frames(41, 42);

    route(41, 42);

    await().until(() -> receiver.received.size() == 1);
    HttpReceiver.Received request = receiver.received.get(0);
    assertThat(request.body()).isEqualTo(body);
    assertThat(request.head().replaceAll("Frame-Id: [0-9A-F]{32}", "Frame-Id: ID"))
        .isEqualTo(
            String.join(
                "\r\n",
                "POST /in?env=prod HTTP/1.1",
                "Host: 127.0.0.1:" + receiver.port(),
                "Authorization: Basic dXNlcjpwYXNz",
                "Content-Type: application/logplex-1",
                "Logplex-Msg-Count: 2",
                "Logplex-Frame-Id: ID",
                "Logplex-Drain-Token: " + TOKEN,
                "User-Agent: Logplex/0.1.0",
                "Content-Length: " + body.length,
                "Logplex-Seq: 41-42",
                "",
                ""));
  }

  @Test
  void keepsOneConnectionAndTheOrder() {
    define(receiver.url());

    for (long seq = 1; seq <= 2_000; seq++) {
      route(seq, seq);
    }

    await().until(() -> receiver.contents().size() == 2_000);
    assertThat(receiver.contents())
        .isEqualTo(LongStream.rangeClosed(1, 2_000).mapToObj(Long::toString).toList());
    assertThat(receiver.connections).hasValue(1);
    assertThat(stage.backlog()).isEqualTo(new DrainStage.Backlog(1, 0, 0, 0, 0));
  }

  @Test
  void whatArrivesDuringARequestGoesTogetherInTheNext() {
    CountDownLatch answer = new CountDownLatch(1);
    receiver.answering(
        (n, request, socket, out) -> {
          awaitLatch(answer);
          return HttpReceiver.OK.answer(n, request, socket, out);
        });
    define(receiver.url());

    route(1, 1);
    await().until(() -> receiver.received.size() == 1);
    route(2, 3);
    route(4, 9);
    answer.countDown();

    await().until(() -> receiver.received.size() == 2);
    assertThat(receiver.received.get(1).header("Logplex-Seq")).isEqualTo("2-9");
  }

  @Test
  void aFailedRequestIsRepeatedOctetForOctet() {
    receiver.answering(
        (n, request, socket, out) ->
            HttpReceiver.always(
                    n < 3
                        ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .answer(n, request, socket, out));
    define(receiver.url());

    route(1, 5);
    await().until(() -> receiver.received.size() == 3);

    HttpReceiver.Received first = receiver.received.get(0);
    assertThat(receiver.received)
        .allSatisfy(
            again -> {
              assertThat(again.head()).isEqualTo(first.head());
              assertThat(again.body()).isEqualTo(first.body());
            });
    assertThat(task.losses).isEmpty();
  }

  @Test
  void aRefusedRequestIsDroppedAndTold() {
    receiver.answering(
        (n, request, socket, out) ->
            HttpReceiver.always(
                    n == 1
                        ? "HTTP/1.1 413 Too large\r\nContent-Length: 3\r\n\r\nno!"
                        : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
                .answer(n, request, socket, out));
    define(receiver.url());

    route(1, 3);
    await().until(() -> task.losses.size() == 1);
    route(4, 4);

    await().until(() -> receiver.received.size() == 2);
    HttpReceiver.Received told = receiver.received.get(1);
    assertThat(Lines.contents(told.body())).isEqualTo(List.of("L10 3", "4"));
    assertThat(told.header("Logplex-Msg-Count")).isEqualTo("2");
    assertThat(told.header("Logplex-Drop-Count")).isEqualTo("3");
    assertThat(receiver.connections).hasValue(1);
  }

  @Test
  void aBacklogLargerThanOneRequestIsCutBelowTheLimit() {
    CountDownLatch answer = new CountDownLatch(1);
    receiver.answering(
        (n, request, socket, out) -> {
          awaitLatch(answer);
          return HttpReceiver.OK.answer(n, request, socket, out);
        });
    define(receiver.url());
    String padding = "x".repeat(1_000);

    task.run(() -> stage.route(TOKEN, 1, 1, frames(1, 1, padding)));
    task.run(() -> stage.route(TOKEN, 2, 1_999, frames(2, 2_000, padding)));
    answer.countDown();

    await().until(() -> receiver.contents().size() == 2_000);
    assertThat(receiver.received).allMatch(r -> r.body().length < 102_400);
    assertThat(receiver.received).hasSizeLessThan(24);
  }

  @Test
  void privateAddressesAreNotDialledUnlessAllowed() {
    DrainSettings guarded = DrainSettings.DEFAULT;
    try (DrainStage other = new DrainStage(guarded, Specs.CODEC, task)) {
      task.run(() -> other.define(CHANNEL, TOKEN, Specs.of(receiver.url())));
      task.run(() -> other.route(TOKEN, 1, 1, frames(1, 1)));
      await().during(Duration.ofMillis(300)).until(() -> receiver.connections.get() == 0);
      assertThat(task.call(other::backlog).lines()).isEqualTo(1);
    }
  }

  private void define(String url) {
    task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(url)));
  }

  private void route(long first, long last) {
    task.run(() -> stage.route(TOKEN, first, (int) (last - first + 1), frames(first, last)));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static DrainSettings settings() {
    return DrainSettings.DEFAULT.with(DrainSettings.Reach.PRIVATE_TOO);
  }
}
