package dev.logplex.drain.net;

import dev.logplex.drain.DrainSettings;
import dev.logplex.model.ClientCertificate;
import dev.logplex.model.DrainOptions;
import dev.logplex.secret.CertifiedKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;

/**
 * How drains are trusted, and whom they say they are: TLS 1.2 or 1.3, a chain to one of the
 * platform's authorities, the operator's or the drain's own, and a certificate for the host's name
 * (RFC 9110 §4.3.4). Only a drain whose URL says {@code #insecure} is not checked. Receivers that
 * ask for a certificate are shown the drain's, or else the operator's. Safe for use by several
 * threads.
 */
final class DrainTls {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final OperatorFiles files;

  /**
   * @throws IllegalArgumentException if a file of the settings cannot be used; the text names it
   */
  DrainTls(DrainSettings.Reach reach) {
    files = new OperatorFiles(reach);
  }

  /**
   * TLS for one drain. What it gives is made when it is first asked for, and made anew when the
   * operator's files changed: most drains of a task share two of them.
   *
   * @throws IllegalArgumentException if the drain's own certificates or key cannot be read
   */
  Supplier<SslContext> of(boolean insecure, DrainOptions options) {
    List<Certificate> authorities =
        insecure || options.caPem() == null ? List.of() : certificates(options.caPem());
    CertifiedKey own = key(options.clientCertificate());
    return own == null && authorities.isEmpty()
        ? () -> insecure ? files.current().unchecked() : files.current().checked()
        : new OwnContext(insecure, authorities, own);
  }

  private static CertifiedKey key(ClientCertificate pem) {
    return pem == null ? null : CertifiedKey.read(pem.chainPem(), pem.keyPem());
  }

  /** TLS for a drain that trusts or shows something of its own. */
  private final class OwnContext implements Supplier<SslContext> {
    private final boolean insecure;
    private final List<Certificate> authorities;
    private final CertifiedKey own;
    private OperatorFiles.Read basis;
    private SslContext made;

    OwnContext(boolean insecure, List<Certificate> authorities, CertifiedKey own) {
      this.insecure = insecure;
      this.authorities = authorities;
      this.own = own;
    }

    @Override
    public synchronized SslContext get() {
      OperatorFiles.Read now = files.current();
      if (basis != now) {
        CertifiedKey key = own == null ? now.key() : own;
        List<Certificate> all = new ArrayList<>(now.authorities());
        all.addAll(authorities);
        made = insecure ? unchecked(key) : checked(all, key);
        basis = now;
      }
      return made;
    }
  }

  /** Trusts everyone. */
  static SslContext unchecked(CertifiedKey key) {
    return build(
        key,
        SslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null));
  }

  /** Trusts those that the authorities vouch for. */
  static SslContext checked(List<Certificate> authorities, CertifiedKey key) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("ca-" + i, authorities.get(i));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return build(
          key,
          SslContextBuilder.forClient()
              .trustManager(trust)
              .endpointIdentificationAlgorithm("HTTPS"));
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("certificates that were read can be trusted", e);
    }
  }

  private static SslContext build(CertifiedKey key, SslContextBuilder builder) {
    try {
      return builder
          .sslProvider(SslProvider.JDK)
          .protocols(PROTOCOLS)
          .keyManager(new ClientKeys(key))
          .build();
    } catch (javax.net.ssl.SSLException e) {
      throw new IllegalStateException("this platform has TLS 1.2 and 1.3", e);
    }
  }

  /**
   * @throws IllegalArgumentException if the PEM holds no certificate, or something else too
   */
  static List<Certificate> certificates(String pem) {
    try {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
      if (!read.isEmpty()) {
        return List.copyOf(read);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("certificate authorities cannot be read", e);
    }
    throw new IllegalArgumentException("there is no certificate authority");
  }
}
