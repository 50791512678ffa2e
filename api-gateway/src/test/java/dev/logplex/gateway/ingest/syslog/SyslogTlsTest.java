package dev.logplex.gateway.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Refusal;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyslogTlsTest {

  @TempDir private Path directory;
  private Path certificateFile;
  private Path keyFile;
  private TestCertificate first;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    certificateFile = directory.resolve("chain.pem");
    keyFile = directory.resolve("key.pem");
    first = TestCertificate.ec(1);
    first.write(certificateFile, keyFile);
    rig = new Rig(settings(Duration.ofSeconds(10)));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void linesComeOverTls13AndTls12() throws Exception {
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      try (SSLSocket socket = handshake(first, protocol)) {
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        Rig.send(socket, rig.frame("over " + protocol));
        await()
            .until(() -> rig.publisher.lines(Rig.CHANNEL).contains(Rig.line("over " + protocol)));
      }
    }
    await().until(() -> rig.metrics.open() == 0);
  }

  @Test
  void olderProtocolsAreRefused() throws Exception {
    try (Socket socket = tlsPort()) {
      // A ClientHello that offers TLS 1.0 alone.
      byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 4 + 2];
      hello[0] = 22;
      hello[1] = 3;
      hello[2] = 1;
      hello[4] = (byte) (hello.length - 5);
      hello[5] = 1;
      hello[8] = (byte) (hello.length - 9);
      hello[9] = 3;
      hello[10] = 1;
      hello[45] = 2;
      hello[46] = (byte) 0xc0;
      hello[47] = 0x09;
      hello[48] = 1;
      Rig.send(socket, hello);
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer).startsWith(21, 3).endsWith(2, 70); // Fatal alert: protocol version.
    }
    await().until(() -> rig.metrics.count(Refusal.HANDSHAKE) == 1);
  }

  @Test
  void anySplitOverTlsGivesTheSameLines() throws Exception {
    Random random = new Random(19);
    try (SSLSocket socket = handshake(first, "TLSv1.3")) {
      StringBuilder input = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        input.append(rig.frame("line " + i + "y".repeat(random.nextInt(400))));
      }
      byte[] octets = input.toString().getBytes(StandardCharsets.UTF_8);
      for (int at = 0; at < octets.length; ) {
        int length = Math.min(1 + random.nextInt(700), octets.length - at);
        socket.getOutputStream().write(octets, at, length);
        at += length;
      }
      rig.awaitSettled(500);
    }
    assertThat(rig.metrics.accepted()).isEqualTo(500);
  }

  @Test
  void plainTextOnTheTlsPortIsRefused() throws Exception {
    try (Socket socket = tlsPort()) {
      Rig.send(socket, rig.frame("plain"));
      socket.getInputStream().readAllBytes();
    }
    await().until(() -> rig.metrics.count(Refusal.HANDSHAKE) == 1);
    await().until(() -> rig.metrics.open() == 0);
    assertThat(rig.metrics.settled()).isZero();
  }

  @Test
  void aHandshakeThatDoesNotEndIsCutOff() throws Exception {
    rig.close();
    rig = new Rig(settings(Duration.ofMillis(200)));
    try (Socket socket = tlsPort()) {
      Rig.send(socket, new byte[] {22, 3});
      assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(16);
    }
    assertThat(rig.metrics.count(Refusal.HANDSHAKE)).isEqualTo(1);
  }

  @Test
  void aNewCertificateIsUsedForNewConnections() throws Exception {
    TestCertificate second = TestCertificate.rsa(2);
    try (SSLSocket old = handshake(first, "TLSv1.3")) {
      second.write(certificateFile, keyFile);
      awaitSerial(2);
      Rig.send(old, rig.frame("on the old connection"));
      try (SSLSocket socket = handshake(second, "TLSv1.2")) {
        Rig.send(socket, rig.frame("on a new one"));
        rig.awaitSettled(2);
      }
    }
    assertThat(rig.publisher.lines(Rig.CHANNEL)).hasSize(2);
  }

  @Test
  void filesThatAreMovedIntoPlaceAreNoticed() throws Exception {
    Path next = Files.createDirectory(directory.resolve("next"));
    TestCertificate.ec(3).write(next.resolve("chain.pem"), next.resolve("key.pem"));
    for (Path file : List.of(certificateFile, keyFile)) {
      Path moved = next.resolve(file.getFileName());
      Files.setLastModifiedTime(moved, Files.getLastModifiedTime(file));
      Files.move(moved, file, StandardCopyOption.REPLACE_EXISTING);
    }
    awaitSerial(3);
  }

  @Test
  void brokenFilesKeepTheOldCertificate() throws Exception {
    TestCertificate second = TestCertificate.ec(2);
    Files.writeString(certificateFile, "-----BEGIN CERTIFICATE-----\nnonsense\n");
    keepsSerial(1);
    second.write(certificateFile, directory.resolve("elsewhere.pem")); // Not with the old key.
    keepsSerial(1);
    Files.delete(keyFile);
    keepsSerial(1);
    second.write(certificateFile, keyFile);
    awaitSerial(2);
  }

  @Test
  void startingWithFilesThatCannotBeUsedSaysWhyAndShowsNoSecret() throws Exception {
    SyslogSettings settings = settings(Duration.ofSeconds(10));
    TestCertificate.rsa(2).write(directory.resolve("other.pem"), keyFile);
    assertRefused(settings, keyFile + " is no key for " + certificateFile);
    TestCertificate.ec(3).write(directory.resolve("other.pem"), keyFile);
    assertRefused(settings, keyFile + " is not the key of " + certificateFile);
    Files.writeString(keyFile, "-----BEGIN EC PRIVATE KEY-----\nsecret\n");
    assertRefused(settings, keyFile + " holds no PKCS #8 key");
    Files.delete(keyFile);
    assertRefused(settings, keyFile.toString());
    first.write(certificateFile, keyFile);
    Files.writeString(certificateFile, "");
    assertRefused(settings, certificateFile.toString());
  }

  private void assertRefused(SyslogSettings settings, String message) {
    String secret = Base64.getEncoder().encodeToString(first.keys().getPrivate().getEncoded());
    assertThatThrownBy(() -> new Rig(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("secret", secret.substring(20));
  }

  private void awaitSerial(long serial) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> serial() == serial);
  }

  private void keepsSerial(long serial) {
    await()
        .during(Duration.ofMillis(800))
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> serial() == serial);
  }

  /** Of the certificate that the server shows. */
  private long serial() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new javax.net.ssl.TrustManager[] {new TrustAll()}, null);
    try (SSLSocket socket = connect(context, "TLSv1.2")) {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSerialNumber()
          .longValue();
    }
  }

  private SSLSocket handshake(TestCertificate trusted, String protocol) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", trusted.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return connect(context, protocol);
  }

  private SSLSocket connect(SSLContext context, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket("127.0.0.1", rig.server.tlsPort().orElseThrow());
    try {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      return socket;
    } catch (SSLException e) {
      socket.close();
      throw e;
    }
  }

  private Socket tlsPort() throws IOException {
    Socket socket = new Socket("127.0.0.1", rig.server.tlsPort().orElseThrow());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private SyslogSettings settings(Duration handshakeTimeout) {
    return new SyslogSettings(
        null,
        new SyslogSettings.Tls(0, certificateFile, keyFile),
        64,
        null,
        handshakeTimeout,
        1 << 20,
        8 << 20,
        SyslogSettings.BUNDLE_TIME,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }

  /** Looks at certificates and trusts each. */
  private static final class TrustAll implements javax.net.ssl.X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
