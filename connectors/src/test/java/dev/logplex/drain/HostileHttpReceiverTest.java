package dev.logplex.drain;

import static dev.logplex.drain.Lines.frames;
import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers that are slow, rude or confused; all timeouts are half a second here. */
class HostileHttpReceiverTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final TaskThread task = new TaskThread();
  private final HttpReceiver receiver = new HttpReceiver();
  private final DrainStage stage = new DrainStage(settings(), Specs.CODEC, task);

  @AfterEach
  void stop() {
    task.run(stage::close);
    task.close();
    receiver.close();
  }

  static List<Arguments> failures() {
    return List.of(
        failure("hangs after the request", "timeout", out -> holdOpen()),
        failure("hangs within the status line", "timeout", out -> write(out, "HTTP/1.1 20")),
        failure("hangs within the headers", "timeout", out -> write(out, "HTTP/1.1 200 OK\r\nA: ")),
        failure("closes without an answer", "closed", OutputStream::close),
        failure("closes within the head", "closed", out -> writeAndClose(out, "HTTP/1.1 200 O")),
        failure("talks another protocol", "garbled", out -> write(out, "220 mail ready\r\n\r\n")),
        failure("talks HTTP/2", "garbled", out -> write(out, "HTTP/2.0 200 OK\r\n\r\n")),
        failure("has no status", "garbled", out -> write(out, "HTTP/1.1 OK OK\r\n\r\n")),
        failure("has an absurd status", "garbled", out -> write(out, "HTTP/1.1 9999 OK\r\n\r\n")),
        failure("never ends the status line", "garbled", out -> flood(out, "HTTP/1.1 200 ", "x")),
        failure(
            "never ends the headers",
            "garbled",
            out -> flood(out, "HTTP/1.1 200 OK\r\n", "A: b\r\n")),
        failure("switches protocols", "status", out -> write(out, "HTTP/1.1 101 Up\r\n\r\n")),
        failure("redirects", "status", out -> write(out, redirect())),
        failure(
            "fails", "status", out -> write(out, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")),
        failure(
            "is throttled",
            "status",
            out -> write(out, "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void theRequestIsSentAgainWhenTheReceiver(String name, String kind, Reaction reaction) {
    receiver.answering(
        (n, request, socket, out) -> {
          if (n == 1) {
            reaction.to(out);
            return true;
          }
          return ok(out);
        });
    define();

    route(1, 3);

    await().until(() -> receiver.received.size() == 2);
    assertThat(receiver.received.get(1).body()).isEqualTo(receiver.received.get(0).body());
    await().until(() -> status().delivered() == 3);
    assertThat(status().failure().kind()).isEqualTo(kind);
    assertThat(status().failures()).isZero();
    assertThat(task.losses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK,
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 299 Odd\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"
      })
  void theConnectionIsKeptAfter(String answer) {
    receiver.answering(HttpReceiver.always(answer));
    define();

    deliverOneByOne(5);

    assertThat(receiver.connections).hasValue(1);
    assertThat(status().failure()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n"
      })
  void theConnectionIsReplacedAfter(String answer) {
    receiver.answering(HttpReceiver.always(answer));
    define();

    deliverOneByOne(3);

    assertThat(receiver.connections).hasValue(3);
    assertThat(status().failure()).isNull();
  }

  @Test
  void anEndlessBodyBehindAGoodHeadCountsAsDeliveredAndCostsTheConnection() {
    receiver.answering(
        (n, request, socket, out) -> {
          write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          return flood(out, "", "4\r\nmore\r\n");
        });
    define();

    deliverOneByOne(2);

    assertThat(receiver.connections).hasValue(2);
    assertThat(status().failure()).isNull();
  }

  @Test
  void aBodyThatDoesNotEndCountsAsDeliveredAndCostsTheConnection() {
    receiver.answering(
        (n, request, socket, out) -> {
          write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          return true;
        });
    define();

    deliverOneByOne(2);

    assertThat(receiver.connections).hasValue(2);
    assertThat(status().failure()).isNull();
  }

  @Test
  void anAnswerBeforeTheBodyWasReadIsUnderstood() {
    byte[] much = frames(1, 1, "x".repeat(9_000_000));
    try (SocketReceiver early = new EarlyRefusal()) {
      task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(early.url())));
      task.run(() -> stage.route(TOKEN, 1, 1, much));

      await().until(() -> !task.losses.isEmpty());
      assertThat(status().failure().kind()).isEqualTo("refused");
      assertThat(status().failure().status()).isEqualTo(413);
    }
  }

  @Test
  void aReceiverThatDoesNotReadIsGivenUpInTime() {
    receiver.hang();
    define();
    byte[] much = frames(1, 1, "x".repeat(9_000_000));

    task.run(() -> stage.route(TOKEN, 1, 1, much));

    await().until(() -> status().failure() != null);
    assertThat(status().failure().kind()).isEqualTo("timeout");
  }

  @Test
  void anAnswerNobodyAskedForIsNotTakenForTheNext() {
    receiver.answering(
        (n, request, socket, out) -> {
          write(out, n == 1 ? OK + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : OK);
          return true;
        });
    define();

    deliverOneByOne(3);

    assertThat(receiver.connections).hasValue(2);
  }

  @Test
  void aWaitThatTheReceiverAskedForIsKept() {
    receiver.answering(
        (n, request, socket, out) -> {
          write(
              out,
              n == 1 ? "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n" : OK);
          return true;
        });
    define();
    long start = System.nanoTime();

    route(1, 1);

    await().until(() -> receiver.received.size() == 2);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(950_000_000L);
  }

  private interface Reaction {
    void to(OutputStream out) throws IOException;
  }

  private static Arguments failure(String name, String kind, Reaction reaction) {
    return Arguments.of(name, kind, reaction);
  }

  private static String redirect() {
    return "HTTP/1.1 307 There\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
  }

  private static void holdOpen() {
    // The reader goes on to wait for another request.
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void writeAndClose(OutputStream out, String text) throws IOException {
    write(out, text);
    out.close();
  }

  private static boolean flood(OutputStream out, String start, String rest) {
    try {
      write(out, start);
      while (true) {
        write(out, rest.repeat(100));
      }
    } catch (IOException e) {
      return false; // The sender had enough.
    }
  }

  private static boolean ok(OutputStream out) throws IOException {
    write(out, OK);
    return true;
  }

  /** Answers when it has seen the head, and closes without reading on. */
  private static final class EarlyRefusal extends SocketReceiver {
    EarlyRefusal() {
      super(java.net.ServerSocket::new);
    }

    @Override
    String url() {
      return "http://127.0.0.1:" + port() + "/";
    }

    @Override
    List<String> contents() {
      return List.of();
    }

    @Override
    void serve(Socket socket, java.io.InputStream in) throws IOException {
      in.readNBytes(100);
      write(socket.getOutputStream(), "HTTP/1.1 413 Big\r\nContent-Length: 0\r\n\r\n");
      in.skip(Long.MAX_VALUE);
    }
  }

  private void deliverOneByOne(int lines) {
    for (int seq = 1; seq <= lines; seq++) {
      route(seq, seq);
      int delivered = seq;
      await().until(() -> status().delivered() == delivered);
    }
    assertThat(receiver.contents())
        .isEqualTo(LongStream.rangeClosed(1, lines).mapToObj(Long::toString).toList());
  }

  private DrainStatus status() {
    return task.call(() -> stage.status(TOKEN));
  }

  private void define() {
    task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(receiver.url())));
  }

  private void route(long first, long last) {
    task.run(() -> stage.route(TOKEN, first, (int) (last - first + 1), frames(first, last)));
  }

  private static DrainSettings settings() {
    return DrainSettings.DEFAULT
        .with(new DrainSettings.Buffers(1_000, 16 << 20, 64 << 20))
        .with(
            new DrainSettings.Times(
                Duration.ofMillis(500),
                Duration.ofMillis(1_500),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofHours(1)))
        .with(DrainSettings.Reach.PRIVATE_TOO);
  }
}
