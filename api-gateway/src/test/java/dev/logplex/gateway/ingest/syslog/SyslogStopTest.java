package dev.logplex.gateway.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Drop;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SyslogStopTest {

  @Test
  void aStopPublishesWhatHasArrived() throws Exception {
    try (Rig rig = Rig.plain();
        Socket socket = rig.connect()) {
      Rig.send(socket, rig.frame("line").repeat(1_000));
      await().until(() -> rig.metrics.open() == 1);
      rig.server.close();
      assertThat(rig.publisher.lines(Rig.CHANNEL)).hasSize(1_000);
      assertThat(rig.metrics.accepted()).isEqualTo(1_000);
      assertThat(rig.metrics.open()).isZero();
      assertThatThrownBy(rig::connect).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void aStopWaitsForAcknowledgements() throws Exception {
    try (Rig rig = Rig.plain();
        Socket socket = rig.connect()) {
      rig.publisher.fate(
          batch ->
              new CompletableFuture<Void>().completeOnTimeout(null, 700, TimeUnit.MILLISECONDS));
      Rig.send(socket, rig.frame("line"));
      await().until(() -> rig.metrics.count("octets") > 0);
      rig.server.close();
      assertThat(rig.metrics.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aStopDoesNotWaitForeverAndCountsWhatIsLost() throws Exception {
    SyslogSettings settings =
        new SyslogSettings(
            0,
            null,
            16,
            null,
            Duration.ofSeconds(10),
            1 << 20,
            8 << 20,
            SyslogSettings.BUNDLE_TIME,
            Duration.ofSeconds(60),
            Duration.ofMillis(500));
    try (Rig rig = new Rig(settings);
        Socket socket = rig.connect()) {
      rig.publisher.stall();
      Rig.send(socket, rig.frame("line").repeat(1_200));
      await().until(() -> rig.metrics.count("octets") >= rig.frame("line").length() * 1_200L);
      long start = System.nanoTime();
      rig.server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
      assertThat(rig.metrics.count(Drop.STOPPED)).isEqualTo(1_200);
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    try (Rig rig = Rig.plain()) {
      rig.server.close();
      rig.server.close();
    }
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SyslogSettings settings = SyslogSettings.listening(taken.getLocalPort(), null);
      assertThatThrownBy(() -> new Rig(settings))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
  }

  @Test
  void withoutAPortNothingListens() {
    try (Rig rig = new Rig(SyslogSettings.OFF)) {
      assertThat(rig.server.port()).isEmpty();
      assertThat(rig.server.tlsPort()).isEmpty();
    }
  }
}
