package dev.logplex.drain;

import static dev.logplex.drain.Lines.frames;
import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.logplex.model.DrainOptions;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whom a drain over TLS trusts, and whom not. */
class TlsTrustTest {

  @TempDir Path directory;
  private final TaskThread task = new TaskThread();

  @AfterEach
  void stop() {
    task.close();
  }

  static List<Arguments> bad() {
    return List.of(
        certificate("another host's", "hostname_check_failed", Certs::forAnotherHost),
        certificate("an expired", "certificate_expired", Certs::expired),
        certificate("an unknown authority's", "unknown_ca", Certs::fromAnUnknownAuthority));
  }

  @ParameterizedTest(name = "{0} certificate")
  @MethodSource("bad")
  void nothingIsSentToAReceiverWith(String name, String detail, Supplier<X509Bundle> certificate) {
    try (HttpReceiver receiver = new HttpReceiver(Certs.tls(certificate.get()));
        Closing stage = stage(Certs.caFile(Certs.CA, directory))) {
      deliver(stage, Specs.of(receiver.url()));

      await().until(() -> status(stage).failure() != null);
      assertThat(status(stage).failure()).isEqualTo(new DrainStatus.Failure("tls", 0, detail));
      assertThat(receiver.received).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} certificate")
  @MethodSource("bad")
  void aDrainThatSaysInsecureTrusts(String name, String detail, Supplier<X509Bundle> certificate) {
    try (HttpReceiver receiver = new HttpReceiver(Certs.tls(certificate.get()));
        Closing stage = stage(null)) {
      deliver(stage, Specs.of(receiver.url() + "#insecure"));

      await().until(() -> receiver.received.size() == 1);
    }
  }

  @Test
  void withoutTheOperatorsFileOnlyThePlatformsAuthoritiesAreTrusted() {
    try (HttpReceiver receiver = new HttpReceiver(Certs.tls(Certs.good()));
        Closing stage = stage(null)) {
      deliver(stage, Specs.of(receiver.url()));

      await().until(() -> status(stage).failure() != null);
      assertThat(status(stage).failure().detail()).isEqualTo("unknown_ca");
    }
  }

  @Test
  void aDrainMayBringItsOwnAuthority() {
    try (HttpReceiver receiver = new HttpReceiver(Certs.tls(Certs.good()));
        Closing stage = stage(null)) {
      deliver(stage, Specs.of(TOKEN, receiver.url(), withCa(Certs.CA.getCertificatePEM())));

      await().until(() -> receiver.received.size() == 1);
    }
  }

  @Test
  void anAuthorityThatCannotBeReadIsToldAndNothingIsSent() {
    try (HttpReceiver receiver = new HttpReceiver(Certs.tls(Certs.good()));
        Closing stage = stage(null)) {
      deliver(stage, Specs.of(TOKEN, receiver.url(), withCa("no certificate")));

      await().until(() -> status(stage).failure() != null);
      assertThat(status(stage).failure().kind()).isEqualTo("unusable");
      assertThat(receiver.connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaks(String protocol) {
    try (HttpReceiver receiver = new HttpReceiver(Certs.tls(Certs.good(), protocol));
        Closing stage = stage(Certs.caFile(Certs.CA, directory))) {
      deliver(stage, Specs.of(receiver.url()));

      await().until(() -> receiver.received.size() == 1);
    }
  }

  /** RFC 8446 §4.2.1: the versions that a client offers. */
  @Test
  void offersNothingOlderThanTls12() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Closing stage = stage(null)) {
      deliver(stage, Specs.of("https://127.0.0.1:" + listening.getLocalPort() + "/"));

      try (Socket socket = listening.accept()) {
        byte[] record = socket.getInputStream().readNBytes(5);
        byte[] hello =
            socket.getInputStream().readNBytes((record[3] & 0xff) << 8 | record[4] & 0xff);
        String octets = HexFormat.of().formatHex(hello);
        assertThat(octets)
            .contains("002b" + "0005" + "04" + "0304" + "0303") // supported_versions
            .doesNotContain("0302" + "0301");
      }
    }
  }

  @Test
  void aReceiverThatSpeaksNoTlsGetsNothing() {
    try (HttpReceiver receiver = new HttpReceiver();
        Closing stage = stage(null)) {
      deliver(stage, Specs.of(receiver.url().replace("http:", "https:")));

      await().until(() -> status(stage).failure() != null);
      assertThat(status(stage).failure().kind()).isEqualTo("tls");
      assertThat(receiver.received).isEmpty();
    }
  }

  @Test
  void anOperatorsFileThatCannotBeReadIsAnErrorThatNamesIt() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    assertThatThrownBy(() -> stage(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(empty.toString());
  }

  private static Arguments certificate(String name, String detail, Supplier<X509Bundle> made) {
    return Arguments.of(name, detail, made);
  }

  /** A stage lives on its task's thread, to its end. */
  private record Closing(DrainStage stage, TaskThread task) implements AutoCloseable {
    @Override
    public void close() {
      task.run(stage::close);
    }
  }

  private Closing stage(Path caFile) {
    DrainStage stage =
        new DrainStage(
            DrainSettings.DEFAULT
                .with(new DrainSettings.Buffers(100, 1 << 20, 1 << 20))
                .with(
                    new DrainSettings.Times(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1)))
                .with(
                    DrainSettings.Reach.PRIVATE_TOO.trusting(
                        caFile == null ? null : caFile.toString())),
            Specs.CODEC,
            task);
    return new Closing(stage, task);
  }

  private void deliver(Closing to, String spec) {
    task.run(() -> to.stage.define(CHANNEL, TOKEN, spec));
    task.run(() -> to.stage.route(TOKEN, 1, 1, frames(1, 1)));
  }

  private DrainStatus status(Closing of) {
    return task.call(() -> of.stage.status(TOKEN));
  }

  private static DrainOptions withCa(String pem) {
    return new DrainOptions(
        List.of(), List.of(), 7, false, Map.of(), DrainOptions.Format.LOGPLEX, 102_400, pem);
  }
}
