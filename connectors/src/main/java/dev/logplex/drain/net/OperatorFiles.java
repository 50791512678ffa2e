package dev.logplex.drain.net;

import dev.logplex.drain.DrainSettings;
import dev.logplex.secret.CertifiedKey;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's certificates and key for all drains. Files that changed are read again, at most
 * every {@link #LOOK_EVERY} nanoseconds; while they cannot be used, what was read before stays.
 * Safe for use by several threads.
 */
final class OperatorFiles {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorFiles.class);
  private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

  /**
   * What the files hold.
   *
   * @param authorities the platform's and the operator's
   * @param key shown to receivers; null for none
   */
  record Read(
      List<Certificate> authorities, CertifiedKey key, SslContext checked, SslContext unchecked) {}

  private final DrainSettings.Reach reach;
  private List<String> stamps;
  private Read read;
  private long lookedAt;

  /**
   * @throws IllegalArgumentException if a file cannot be used; the text names it
   */
  OperatorFiles(DrainSettings.Reach reach) {
    this.reach = reach;
    stamps = stamps();
    read = read();
    lookedAt = System.nanoTime();
  }

  synchronized Read current() {
    if (!files().isEmpty() && System.nanoTime() - lookedAt >= LOOK_EVERY) {
      lookedAt = System.nanoTime();
      List<String> now = stamps();
      if (!now.equals(stamps)) {
        stamps = now;
        try {
          read = read();
          LOG.info("certificates for drains were read again");
        } catch (IllegalArgumentException e) {
          LOG.warn("certificates for drains stay as they were: {}", e.getMessage());
        }
      }
    }
    return read;
  }

  private List<String> files() {
    DrainSettings.KeyFiles own = reach.own();
    return Stream.of(
            reach.caFile(), own == null ? null : own.certificates(), own == null ? null : own.key())
        .filter(Objects::nonNull)
        .toList();
  }

  private List<String> stamps() {
    return files().stream().map(OperatorFiles::stamp).toList();
  }

  private static String stamp(String file) {
    try {
      BasicFileAttributes a = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
      return a.lastModifiedTime() + " " + a.size() + " " + a.fileKey();
    } catch (IOException e) {
      return "missing";
    }
  }

  private Read read() {
    List<Certificate> authorities = new ArrayList<>(platformAuthorities());
    if (reach.caFile() != null) {
      try {
        authorities.addAll(DrainTls.certificates(text(reach.caFile())));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "no certificate authorities can be read from " + reach.caFile(), e);
      }
    }
    CertifiedKey key = reach.own() == null ? null : key(reach.own());
    return new Read(
        List.copyOf(authorities), key, DrainTls.checked(authorities, key), DrainTls.unchecked(key));
  }

  private static CertifiedKey key(DrainSettings.KeyFiles files) {
    try {
      return CertifiedKey.read(text(files.certificates()), text(files.key()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no certificate to show to receivers can be read from "
              + files.certificates()
              + " and "
              + files.key()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    }
  }

  private static List<X509Certificate> platformAuthorities() {
    try {
      TrustManagerFactory platform =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      platform.init((KeyStore) null);
      List<X509Certificate> issuers = new ArrayList<>();
      for (TrustManager manager : platform.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          issuers.addAll(List.of(x509.getAcceptedIssuers()));
        }
      }
      return issuers;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this platform has authorities", e);
    }
  }
}
