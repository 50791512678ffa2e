package dev.logplex.drain;

import static dev.logplex.drain.Lines.frames;
import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that HTTP allows, however they come (RFC 9110, RFC 9112). */
class HttpAnswersTest {

  private final TaskThread task = new TaskThread();
  private final DrainStage stage = new DrainStage(settings(), Specs.CODEC, task);

  @AfterEach
  void stop() {
    task.run(stage::close);
    task.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 204 No Content\r\nDate: Sun, 01 Mar 2026 08:16:00 GMT\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            + "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;a=b\r\nabc\r\n1\r\n\n\r\n0\r\nX-Trailer: 1\r\nY: 2\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc"
      })
  void mayComeInSingleOctets(String answer) {
    try (HttpReceiver receiver = new HttpReceiver()) {
      receiver.answering(
          (n, request, socket, out) -> {
            socket.setTcpNoDelay(true);
            for (byte octet : answer.getBytes(StandardCharsets.ISO_8859_1)) {
              out.write(octet);
              out.flush();
            }
            return true;
          });
      define(receiver);

      deliverOneByOne(3);

      assertThat(receiver.connections).hasValue(1);
      assertThat(receiver.contents()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void mayHaveThirtyKilobytesOfHeaders() {
    try (HttpReceiver receiver = new HttpReceiver()) {
      receiver.answering(
          HttpReceiver.always(
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                  + ("X-Filler: " + "x".repeat(988) + "\r\n").repeat(30)
                  + "\r\n"));
      define(receiver);

      deliverOneByOne(2);

      assertThat(receiver.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 307, 308})
  void thatPointElsewhereAreNotFollowed(int status) {
    try (HttpReceiver elsewhere = new HttpReceiver();
        HttpReceiver receiver = new HttpReceiver()) {
      receiver.answering(
          (n, request, socket, out) -> {
            say(
                out,
                n <= 2
                    ? "HTTP/1.1 %d There\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                        .formatted(status, elsewhere.url())
                    : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            return true;
          });
      define(receiver);

      deliverOneByOne(1);

      assertThat(elsewhere.connections).hasValue(0);
      assertThat(status().failure())
          .isEqualTo(new DrainStatus.Failure("status", status, "status " + status));
      assertThat(receiver.received).hasSize(3);
    }
  }

  @Test
  void mayBeginWithManyInterimOnesButNotGoOnWithThemForEver() {
    try (HttpReceiver receiver = new HttpReceiver()) {
      receiver.answering(
          (n, request, socket, out) -> {
            if (n == 1) {
              try {
                while (true) {
                  say(out, "HTTP/1.1 102 Processing\r\n\r\n".repeat(100));
                }
              } catch (IOException e) {
                return false;
              }
            }
            say(out, "HTTP/1.1 102 Processing\r\n\r\n".repeat(100) + "HTTP/1.1 204 No\r\n\r\n");
            return true;
          });
      define(receiver);

      deliverOneByOne(1);

      assertThat(receiver.received).hasSize(2);
      assertThat(status().failure().kind()).isEqualTo("timeout");
    }
  }

  @Test
  void whoseBodiesDripCountFromTheirHeads() {
    try (HttpReceiver receiver = new HttpReceiver()) {
      receiver.answering(
          (n, request, socket, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            socket.setSoTimeout(20);
            while (isOpen(socket)) {
              say(out, ".");
            }
            return false;
          });
      define(receiver);

      deliverOneByOne(2);

      assertThat(receiver.connections).hasValue(2);
      assertThat(status().failure()).isNull();
    }
  }

  @Test
  void mayComeBeforeTheReceiverHasReadAll() {
    try (EarlyReceiver receiver = new EarlyReceiver(false)) {
      task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(receiver.url())));
      byte[] much = frames(1, 1, "x".repeat(3_000_000));
      task.run(() -> stage.route(TOKEN, 1, 1, much));

      await().until(() -> status().delivered() == 1);
      await().until(() -> receiver.octets.contains((long) much.length));
      assertThat(receiver.octets).hasSize(1);
      assertThat(status().failure()).isNull();
    }
  }

  @Test
  void thatComeBeforeTheReceiverHungUpDoNotCountAsDelivered() {
    try (EarlyReceiver receiver = new EarlyReceiver(true)) {
      task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(receiver.url())));
      byte[] much = frames(1, 1, "x".repeat(9_000_000));
      task.run(() -> stage.route(TOKEN, 1, 1, much));

      await().until(() -> status().failures() >= 2);
      assertThat(status().failure().kind()).isEqualTo("closed");
      assertThat(status().delivered()).isZero();
      assertThat(status().bufferedLines()).isEqualTo(1);
    }
  }

  /** Answers 200 to each head, and then reads the body or hangs up. */
  private static final class EarlyReceiver extends SocketReceiver {
    final List<Long> octets = new CopyOnWriteArrayList<>();
    private final boolean hangsUp;

    EarlyReceiver(boolean hangsUp) {
      super(ServerSocket::new);
      this.hangsUp = hangsUp;
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
    void serve(Socket socket, InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int octet = in.read();
        if (octet < 0) {
          return;
        }
        head.append((char) octet);
      }
      say(socket.getOutputStream(), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      if (!hangsUp) {
        int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
        long length = Long.parseLong(head.substring(at, head.indexOf("\r\n", at)));
        in.skipNBytes(length);
        octets.add(length);
        in.read();
      }
    }
  }

  /** Waits for a moment for the other side to hang up. */
  private static boolean isOpen(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (java.net.SocketTimeoutException e) {
      return true;
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private void deliverOneByOne(int lines) {
    LongStream.rangeClosed(1, lines)
        .forEach(
            seq -> {
              task.run(() -> stage.route(TOKEN, seq, 1, frames(seq, seq)));
              await().until(() -> status().delivered() == seq);
            });
  }

  private DrainStatus status() {
    return task.call(() -> stage.status(TOKEN));
  }

  private void define(HttpReceiver receiver) {
    task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(receiver.url())));
  }

  private static DrainSettings settings() {
    DrainSettings.Times usual = DrainSettings.Times.DEFAULT;
    return DrainSettings.DEFAULT
        .with(new DrainSettings.Buffers(1_000, 16 << 20, 64 << 20))
        .with(
            new DrainSettings.Times(
                usual.connect(),
                Duration.ofMillis(1_500),
                usual.budget(),
                usual.idle(),
                usual.connectionAge()))
        .with(DrainSettings.Reach.PRIVATE_TOO);
  }
}
