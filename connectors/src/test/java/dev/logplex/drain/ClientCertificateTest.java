package dev.logplex.drain;

import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.logplex.model.ClientCertificate;
import dev.logplex.model.DrainOptions;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Receivers that want to know who sends. */
class ClientCertificateTest {

  @TempDir Path directory;
  private final TaskThread task = new TaskThread();
  private DrainStage stage;

  @AfterEach
  void stop() {
    task.run(stage::close);
    task.close();
  }

  static List<Arguments> receivers() {
    Function<Certs.Sockets, SocketReceiver> https = HttpReceiver::new;
    Function<Certs.Sockets, SocketReceiver> syslog = SyslogReceiver::new;
    return List.of(
        Arguments.of("https", "TLSv1.2", https),
        Arguments.of("https", "TLSv1.3", https),
        Arguments.of("syslog", "TLSv1.2", syslog),
        Arguments.of("syslog", "TLSv1.3", syslog));
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("receivers")
  void areShownTheDrainsCertificate(
      String name, String protocol, Function<Certs.Sockets, SocketReceiver> kind) {
    try (SocketReceiver receiver = kind.apply(Certs.askingForClients(protocol))) {
      stage = stage(null);

      deliver(receiver, showing(Certs.client()));

      await().until(() -> receiver.contents().equals(List.of("1", "2")));
      assertThat(status().failure()).isNull();
    }
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("receivers")
  void whoDoNotKnowItGetNothingAndTheOwnerIsTold(
      String name, String protocol, Function<Certs.Sockets, SocketReceiver> kind) {
    try (SocketReceiver receiver = kind.apply(Certs.askingForClients(protocol))) {
      stage = stage(null);

      deliver(receiver, showing(Certs.clientFromAnUnknownAuthority()));

      assertDistrusted(receiver);
    }
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("receivers")
  void whoAreShownNothingGetNothing(
      String name, String protocol, Function<Certs.Sockets, SocketReceiver> kind) {
    try (SocketReceiver receiver = kind.apply(Certs.askingForClients(protocol))) {
      stage = stage(null);

      deliver(receiver, DrainOptions.DEFAULT);

      assertDistrusted(receiver);
    }
  }

  @Test
  void areShownTheOperatorsCertificateAndItsSuccessorWhenTheFilesChange() throws IOException {
    try (SocketReceiver receiver = new HttpReceiver(Certs.askingForClients("TLSv1.3"))) {
      stage = stage(keyFiles(Certs.clientFromAnUnknownAuthority()));
      deliver(receiver, DrainOptions.DEFAULT);
      assertDistrusted(receiver);

      keyFiles(Certs.client());

      await().until(() -> receiver.contents().equals(List.of("1", "2")));
    }
  }

  @Test
  void areShownTheDrainsCertificateRatherThanTheOperators() throws IOException {
    try (SocketReceiver receiver = new HttpReceiver(Certs.askingForClients("TLSv1.3"))) {
      stage = stage(keyFiles(Certs.clientFromAnUnknownAuthority()));

      deliver(receiver, showing(Certs.clientWithRsa()));

      await().until(() -> receiver.contents().equals(List.of("1", "2")));
    }
  }

  @Test
  void filesThatDoNotBelongTogetherAreAnErrorThatNamesThem() throws IOException {
    stage = stage(null);
    DrainSettings.KeyFiles files = keyFiles(Certs.client());
    Files.writeString(Path.of(files.key()), Certs.client().getPrivateKeyPEM());
    assertThatThrownBy(() -> stage(files))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(files.certificates())
        .hasMessageContaining("the key is not the one of the certificate");
  }

  private void assertDistrusted(SocketReceiver receiver) {
    await()
        .untilAsserted(
            () -> {
              assertThat(status().state()).isEqualTo(DrainStatus.State.FAILING);
              assertThat(status().failure().kind()).isEqualTo("tls");
            });
    assertThat(status().delivered()).isZero();
    assertThat(status().bufferedLines()).isEqualTo(2);
    assertThat(receiver.contents()).isEmpty();
    assertThat(task.warnings)
        .singleElement()
        .asString()
        .contains(" host heroku logplex - Error L14 (certificate validation): error=\"")
        .endsWith("\" uri=\"" + DrainUrl.shown(receiver.url()) + "\"\n");
  }

  private DrainSettings.KeyFiles keyFiles(X509Bundle of) throws IOException {
    Path certificates = directory.resolve("client.pem");
    Path key = directory.resolve("client-key.pem");
    Files.writeString(certificates, of.getCertificatePEM());
    Files.writeString(key, of.getPrivateKeyPEM());
    // Written within one tick of the file system's clock, they might look unchanged.
    Files.setLastModifiedTime(key, FileTime.from(Instant.now().plusNanos(of.hashCode())));
    return new DrainSettings.KeyFiles(certificates.toString(), key.toString());
  }

  private static DrainOptions showing(X509Bundle certificate) {
    return DrainOptions.DEFAULT.with(
        new ClientCertificate(certificate.getCertificatePEM(), certificate.getPrivateKeyPEM()));
  }

  private void deliver(SocketReceiver receiver, DrainOptions options) {
    task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(TOKEN, receiver.url(), options)));
    task.run(() -> stage.route(TOKEN, 1, 2, Lines.frames(1, 2)));
  }

  private DrainStatus status() {
    return task.call(() -> stage.status(TOKEN));
  }

  private DrainStage stage(DrainSettings.KeyFiles own) {
    return new DrainStage(
        DrainSettings.DEFAULT.with(
            DrainSettings.Reach.PRIVATE_TOO
                .trusting(Certs.caFile(Certs.CA, directory).toString())
                .showing(own)),
        Specs.CODEC,
        task);
  }
}
