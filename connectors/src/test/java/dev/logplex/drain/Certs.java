package dev.logplex.drain;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A certificate authority for tests, and servers' certificates from it. */
final class Certs {

  /** Makes server sockets. */
  interface Sockets {
    ServerSocket open() throws IOException;
  }

  static final X509Bundle CA = authority("CN=Test CA");
  static final X509Bundle OTHER_CA = authority("CN=Other CA");

  private Certs() {}

  /** For 127.0.0.1 and localhost. */
  static X509Bundle good() {
    return issue(CA, server().addSanIpAddress("127.0.0.1").addSanDnsName("localhost"));
  }

  static X509Bundle forAnotherHost() {
    return issue(CA, server().addSanDnsName("elsewhere.example"));
  }

  static X509Bundle expired() {
    return issue(
        CA,
        server()
            .addSanIpAddress("127.0.0.1")
            .notBefore(Instant.now().minus(Duration.ofDays(9)))
            .notAfter(Instant.now().minus(Duration.ofDays(1))));
  }

  static X509Bundle fromAnUnknownAuthority() {
    return issue(OTHER_CA, server().addSanIpAddress("127.0.0.1"));
  }

  /** For a client that the CA knows. */
  static X509Bundle client() {
    return issue(CA, client("CN=sender"));
  }

  static X509Bundle clientWithRsa() {
    return issue(CA, client("CN=sender").rsa2048());
  }

  static X509Bundle clientFromAnUnknownAuthority() {
    return issue(OTHER_CA, client("CN=stranger"));
  }

  private static CertificateBuilder client(String subject) {
    return new CertificateBuilder().ecp256().subject(subject).addExtendedKeyUsageClientAuth();
  }

  /** Wants a certificate from clients, of this CA. */
  static Sockets askingForClients(String protocol) {
    return () -> {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
            good().toKeyManagerFactory().getKeyManagers(),
            CA.toTrustManagerFactory().getTrustManagers(),
            null);
        SSLServerSocket socket =
            (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setNeedClientAuth(true);
        return socket;
      } catch (Exception e) {
        throw new IOException(e);
      }
    };
  }

  static Sockets tls(X509Bundle certificate, String... protocols) {
    return () -> {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        SSLServerSocket socket =
            (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        if (protocols.length > 0) {
          socket.setEnabledProtocols(protocols);
        }
        return socket;
      } catch (java.security.GeneralSecurityException e) {
        throw new IOException(e);
      }
    };
  }

  static Path caFile(X509Bundle authority, Path directory) {
    try {
      return Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static CertificateBuilder server() {
    return new CertificateBuilder().ecp256().subject("CN=drain").addExtendedKeyUsageServerAuth();
  }

  private static X509Bundle authority(String name) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject(name)
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static X509Bundle issue(X509Bundle authority, CertificateBuilder certificate) {
    try {
      return certificate.buildIssuedBy(authority);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
