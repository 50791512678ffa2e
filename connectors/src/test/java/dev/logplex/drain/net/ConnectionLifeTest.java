package dev.logplex.drain.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.FrameSlice;
import dev.logplex.drain.LossNotice;
import dev.logplex.drain.Outcome;
import dev.logplex.drain.guard.AddressGuard;
import dev.logplex.drain.syslog.SyslogTransport;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a connection lives, with the usual settings, a real socket and a clock that is set. */
class ConnectionLifeTest {

  private final MockTicker clock = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), NioIoHandler.newFactory(), clock);
  private final List<Socket> accepted = new ArrayList<>();
  private ServerSocket receiver;
  private SyslogTransport transport;

  @BeforeEach
  void listen() throws Exception {
    receiver = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    receiver.setSoTimeout(1);
    String url = "syslog://127.0.0.1:" + receiver.getLocalPort();
    transport =
        new SyslogTransport(
            new Drain(1, "d.1", url, DrainOptions.DEFAULT),
            new Dialer(
                DrainUrl.parse(url),
                loop,
                null,
                AddressGuard.of(true),
                Duration.ofSeconds(3),
                null,
                new ConnectionLimit(1),
                Trace.NONE),
            DrainSettings.DEFAULT);
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    loop.runNow();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    until(
        () -> {
          clock.advance(1, TimeUnit.SECONDS);
          return loop.isTerminated();
        });
    receiver.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  @Test
  void endsWhenItWasIdleForLongEnough() throws IOException {
    send();
    pass(Duration.ofSeconds(143));
    send();
    pass(Duration.ofSeconds(143));
    assertThat(accepted).hasSize(1);
    assertThat(isOpen(accepted.get(0))).isTrue();

    pass(Duration.ofSeconds(144 / 10 + 2));

    until(() -> !isOpen(accepted.get(0)));
    send();
    assertThat(accepted).hasSize(2);
  }

  @Test
  void endsAtFiveHoursThoughItIsUsedAllTheTime() throws IOException {
    for (int minute = 0; minute <= 5 * 60; minute++) {
      send();
      assertThat(accepted).hasSize(1);
      pass(Duration.ofMinutes(1));
    }

    send();

    assertThat(accepted).hasSize(2);
    until(() -> !isOpen(accepted.get(0)));
  }

  private void send() {
    String message = "<190>1 2026-03-01T08:15:30+00:00 host app web.1 - hi\n";
    byte[] frame = (message.length() + " " + message).getBytes(US_ASCII);
    List<Outcome> outcomes = new ArrayList<>();
    transport.send(
        new DrainRequest(
            "0".repeat(32),
            0,
            new LossNotice(0, Long.MAX_VALUE),
            new byte[0],
            List.of(new FrameSlice(1, 1, frame, 0, frame.length)),
            1,
            frame.length),
        outcomes::add);
    until(() -> !outcomes.isEmpty());
    assertThat(outcomes.get(0).kind()).isEqualTo(Outcome.Kind.WRITTEN);
    accept();
  }

  private void accept() {
    try {
      while (true) {
        accepted.add(receiver.accept());
      }
    } catch (IOException e) {
      // Nobody else is waiting.
    }
  }

  private void pass(Duration time) {
    clock.advance(time.toMillis(), TimeUnit.MILLISECONDS);
    loop.runNow();
  }

  /** Lets the loop, which is this thread's, do what it has to do. */
  private void until(Callable<Boolean> holds) {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              loop.runNow();
              return holds.call();
            });
  }

  /** Everything that was sent was taken before. */
  private static boolean isOpen(Socket socket) throws IOException {
    socket.setSoTimeout(1);
    try {
      while (socket.getInputStream().read() >= 0) {
        // What was sent.
      }
      return false;
    } catch (java.net.SocketTimeoutException e) {
      return true;
    }
  }
}
