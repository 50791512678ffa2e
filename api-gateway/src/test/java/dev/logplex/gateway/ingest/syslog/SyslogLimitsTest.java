package dev.logplex.gateway.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Refusal;
import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Skip;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyslogLimitsTest {

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
  void aNewConnectionTakesThePlaceOfTheOldestThatBroughtNothing() throws Exception {
    rig = new Rig(settings(3, null));
    Socket source = connect();
    Rig.send(source, rig.frame("from a source"));
    rig.awaitSettled(1);
    Socket silent = connect();
    await().until(() -> rig.metrics.open() == 2);
    Socket garbage = connect();
    Rig.send(garbage, "garbage\n");
    rig.awaitSettled(2);

    Rig.send(connect(), rig.frame("from a newcomer"));
    rig.awaitSettled(3);
    assertThat(silent.getInputStream().read()).isEqualTo(-1);
    assertThat(rig.metrics.count(Refusal.TOO_MANY)).isEqualTo(1);
    await().until(() -> rig.metrics.open() == 3);
    Rig.send(source, rig.frame("still there"));
    rig.awaitSettled(4);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).hasSize(3);
  }

  @Test
  void connectionsOfSourcesAreNeverDisplaced() throws Exception {
    rig = new Rig(settings(2, null));
    for (int i = 0; i < 2; i++) {
      Rig.send(connect(), rig.frame("source " + i));
    }
    rig.awaitSettled(2);
    Socket refused = connect();
    assertThat(refused.getInputStream().read()).isEqualTo(-1);
    assertThat(rig.metrics.open()).isEqualTo(2);

    sockets.get(0).close();
    await().until(() -> rig.metrics.open() == 1);
    Rig.send(connect(), rig.frame("next"));
    rig.awaitSettled(3);
  }

  @Test
  void thousandsOfConnectionsDoNotHurtASource() throws Exception {
    rig = new Rig(settings(100, null));
    Socket source = connect();
    Rig.send(source, rig.frame("line"));
    rig.awaitSettled(1);
    Random random = new Random(5);
    Deque<Socket> flood = new ArrayDeque<>();
    int lines = 1;
    try {
      for (int i = 0; i < 2_000; i++) {
        Socket hostile = rig.connect();
        flood.add(hostile);
        tryToSend(hostile, random);
        if (i % 50 == 0) {
          Rig.send(source, rig.frame("line"));
          lines++;
        }
        if (flood.size() > 500) {
          flood.poll().close();
        }
      }
      int expected = lines;
      await().until(() -> rig.metrics.accepted() == expected);
      await().until(() -> rig.metrics.open() <= 100);
    } finally {
      for (Socket hostile : flood) {
        hostile.close();
      }
    }
    assertThat(rig.publisher.lines(Rig.CHANNEL)).hasSize(lines);
  }

  @Test
  void endlessGarbageIsCountedAndHurtsNobody() throws Exception {
    rig = new Rig(settings(10, null));
    Socket garbage = connect();
    byte[] noise = new byte[8 << 20];
    new Random(3).nextBytes(noise);
    Thread sender =
        new Thread(
            () -> {
              try {
                Rig.send(garbage, noise);
                Rig.send(garbage, "\n".repeat(20_000) + rig.frame("resynchronised"));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    sender.start();
    Socket source = connect();
    for (int i = 0; i < 100; i++) {
      Rig.send(source, rig.frame("app-2", "line " + i));
    }
    await().until(() -> rig.publisher.lines("app-2").size() == 100);
    sender.join();
    await().until(() -> rig.publisher.lines("app-1").size() == 1);
    assertThat(rig.metrics.count(Skip.NO_FRAME)).isGreaterThan(20_000);
  }

  @Test
  void slowConnectionsHoldNoMoreThanTheirPartialFrame() throws Exception {
    rig = new Rig(settings(300, null));
    for (int i = 0; i < 250; i++) {
      Rig.send(connect(), "10240 <190>1 time host ");
    }
    Socket source = connect();
    Rig.send(source, rig.frame("quick"));
    rig.awaitSettled(1);
    for (Socket slow : sockets.subList(0, 250)) {
      Rig.send(slow, "x");
    }
    Rig.send(source, rig.frame("quick again"));
    rig.awaitSettled(2);
    assertThat(rig.metrics.open()).isEqualTo(251);
  }

  @Test
  void aConnectionThatBreaksLeavesNothingBehind() throws Exception {
    rig = new Rig(settings(10, null));
    for (int i = 0; i < 20; i++) {
      Socket broken = rig.connect();
      Rig.send(broken, rig.frame("line " + i) + "50 <1");
      rig.awaitSettled(2L * i + 1);
      broken.setSoLinger(true, 0);
      broken.close();
      rig.awaitSettled(2L * i + 2);
    }
    await().until(() -> rig.metrics.open() == 0);
    assertThat(rig.metrics.count(Skip.TRUNCATED)).isEqualTo(20);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).hasSize(20);
  }

  @Test
  void anIdleConnectionIsClosedIfThatIsSet() throws Exception {
    rig = new Rig(settings(10, Duration.ofMillis(200)));
    Socket idle = connect();
    Rig.send(idle, rig.frame("line"));
    assertThat(idle.getInputStream().read()).isEqualTo(-1);
    assertThat(rig.metrics.count(Refusal.IDLE)).isEqualTo(1);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).hasSize(1);
  }

  @Test
  void aConnectionThatIsMadeToWaitIsNotIdle() throws Exception {
    rig = new Rig(settings(10, Duration.ofMillis(200)));
    rig.publisher.stall();
    Socket source = connect();
    String frame = rig.frame("x".repeat(9_000));
    Rig.send(source, frame.repeat(8));
    await().until(() -> rig.metrics.waiting() == 1);
    await()
        .during(Duration.ofMillis(600))
        .atMost(Duration.ofSeconds(2))
        .until(() -> rig.metrics.open() == 1);
    rig.publisher.release();
    rig.awaitSettled(8);
  }

  private Socket connect() throws IOException {
    Socket socket = rig.connect();
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    return socket;
  }

  private void tryToSend(Socket hostile, Random random) {
    String[] tricks = {"", "1", "10240 <1", "x".repeat(5_000), "99999999 ", "\n\n\n"};
    byte[] octets = tricks[random.nextInt(tricks.length)].getBytes(StandardCharsets.UTF_8);
    try {
      Rig.send(hostile, octets);
    } catch (IOException e) {
      // The server has closed it already, to make room.
      assertThat(hostile.isConnected()).isTrue();
    }
  }

  private static SyslogSettings settings(int connections, Duration idle) {
    return new SyslogSettings(
        0,
        null,
        connections,
        idle,
        Duration.ofSeconds(10),
        64 << 10,
        8 << 20,
        SyslogSettings.BUNDLE_TIME,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }
}
