package dev.logplex.drain.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How drains are trusted: TLS 1.2 or 1.3, a chain to one of the platform's authorities, the
 * operator's or the drain's own, and a certificate for the host's name (RFC 9110 §4.3.4). Only a
 * drain whose URL says {@code #insecure} is not checked. Safe for use by several threads.
 */
final class DrainTls {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final List<Certificate> authorities;
  private final SslContext checked;
  private final SslContext unchecked;

  /**
   * @param caFile PEM file of the operator's authorities; null for none
   * @throws IllegalArgumentException if the file cannot be used; the text names it
   */
  DrainTls(Path caFile) {
    try {
      authorities = new ArrayList<>(platformAuthorities());
      if (caFile != null) {
        authorities.addAll(read(Files.newInputStream(caFile)));
      }
      checked = checking(authorities);
      unchecked =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .protocols(PROTOCOLS)
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .endpointIdentificationAlgorithm(null)
              .build();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "no certificate authorities can be read from " + caFile, e);
    }
  }

  /**
   * @param caPem the drain's own authorities; null for none
   * @throws IllegalArgumentException if they cannot be read
   */
  SslContext context(boolean insecure, String caPem) {
    if (insecure) {
      return unchecked;
    }
    if (caPem == null) {
      return checked;
    }
    try {
      List<Certificate> all = new ArrayList<>(authorities);
      all.addAll(read(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
      return checking(all);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("the drain's certificate authorities cannot be read", e);
    }
  }

  private static SslContext checking(List<Certificate> authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("ca-" + i, authorities.get(i));
    }
    TrustManagerFactory trust = trustManagers();
    trust.init(store);
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .protocols(PROTOCOLS)
        .trustManager(trust)
        .endpointIdentificationAlgorithm("HTTPS")
        .build();
  }

  private static List<X509Certificate> platformAuthorities() throws GeneralSecurityException {
    TrustManagerFactory platform = trustManagers();
    platform.init((KeyStore) null);
    List<X509Certificate> issuers = new ArrayList<>();
    for (TrustManager manager : platform.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        issuers.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return issuers;
  }

  private static TrustManagerFactory trustManagers() throws GeneralSecurityException {
    return TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
  }

  private static Collection<? extends Certificate> read(InputStream pem)
      throws IOException, GeneralSecurityException {
    try (pem) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (certificates.isEmpty()) {
        throw new IOException("it holds no certificate");
      }
      return certificates;
    }
  }
}
