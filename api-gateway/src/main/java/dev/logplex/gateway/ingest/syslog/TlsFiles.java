package dev.logplex.gateway.ingest.syslog;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A chain of certificates and its private key in PEM files. */
record TlsFiles(Path certificates, Path key) {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  /** What changes when one of the files does. */
  record Stamp(FileStamp certificates, FileStamp key) {}

  /** One file as the file system sees it. */
  record FileStamp(FileTime modified, long size, Object inode) {
    static FileStamp of(Path file) throws IOException {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(a.lastModifiedTime(), a.size(), a.fileKey());
    }
  }

  Stamp stamp() throws IOException {
    return new Stamp(FileStamp.of(certificates), FileStamp.of(key));
  }

  /**
   * Reads both files.
   *
   * @throws GeneralSecurityException if they are not what they should be, or do not belong together
   */
  SslContext load() throws IOException, GeneralSecurityException {
    X509Certificate[] chain = readChain();
    PrivateKey privateKey = readKey(chain[0].getPublicKey());
    return SslContextBuilder.forServer(privateKey, chain)
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  /**
   * Reads both files to see if they serve.
   *
   * @throws IllegalArgumentException if they do not
   */
  void requireUsable() {
    try {
      load();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("syslog over TLS: " + describe(e), e);
    }
  }

  /** What is wrong with the files. */
  static String describe(Exception e) {
    return e instanceof IOException ? e.toString() : e.getMessage();
  }

  private X509Certificate[] readChain() throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificates)) {
      X509Certificate[] chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      if (chain.length == 0) {
        throw new CertificateException(certificates + " holds no certificate");
      }
      return chain;
    } catch (CertificateException e) {
      throw new GeneralSecurityException(certificates + ": " + e.getMessage(), e);
    }
  }

  /** Messages say nothing of what the file holds. */
  private PrivateKey readKey(PublicKey publicKey) throws IOException, GeneralSecurityException {
    Matcher pem = PKCS8.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw new GeneralSecurityException(key + " holds no PKCS #8 key (BEGIN PRIVATE KEY)");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      PrivateKey privateKey =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      if (belongTogether(privateKey, publicKey)) {
        return privateKey;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new GeneralSecurityException(key + " is no key for " + certificates);
    }
    throw new GeneralSecurityException(key + " is not the key of " + certificates);
  }

  private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance(signatureFor(publicKey.getAlgorithm()));
    signature.initSign(privateKey);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(text);
    return signature.verify(signed);
  }

  private static String signatureFor(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> keyAlgorithm;
    };
  }
}
