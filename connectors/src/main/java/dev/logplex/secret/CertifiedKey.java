package dev.logplex.secret;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key and the certificates that vouch for it, with which one side of TLS shows who it is.
 *
 * @param chain the key's own certificate first; not empty
 */
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  public CertifiedKey {
    chain = List.copyOf(chain);
  }

  /**
   * Reads PEM.
   *
   * @param key PKCS #8, not encrypted
   * @throws IllegalArgumentException if it cannot be read, or the key is not the first
   *     certificate's; the text says which, and nothing of what the PEM holds
   */
  public static CertifiedKey read(String certificates, String key) {
    List<X509Certificate> chain = chain(certificates);
    PublicKey certified = chain.get(0).getPublicKey();
    PrivateKey own = key(key, certified.getAlgorithm());
    if (!belongTogether(own, certified)) {
      throw new IllegalArgumentException("the key is not the one of the certificate");
    }
    return new CertifiedKey(own, chain);
  }

  /**
   * SHA-256 of the first certificate, hexadecimal in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static String fingerprint(String certificates) {
    return fingerprint(chain(certificates).get(0));
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("it was read from just that", e);
    }
  }

  /** Shows no key. */
  @Override
  public String toString() {
    return "CertifiedKey[" + fingerprint(chain.get(0)) + "]";
  }

  private static List<X509Certificate> chain(String pem) {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the certificate cannot be read");
    }
    throw new IllegalArgumentException("there is no certificate (BEGIN CERTIFICATE)");
  }

  private static PrivateKey key(String pem, String algorithm) {
    Matcher body = PKCS8.matcher(pem);
    if (!body.find()) {
      throw new IllegalArgumentException("there is no PKCS #8 key (BEGIN PRIVATE KEY)");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("the key cannot be read, or is not the certificate's");
    }
  }

  private static boolean belongTogether(PrivateKey own, PublicKey certified) {
    byte[] text = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(signatureWith(certified.getAlgorithm()));
      signature.initSign(own);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String signatureWith(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> keyAlgorithm;
    };
  }
}
