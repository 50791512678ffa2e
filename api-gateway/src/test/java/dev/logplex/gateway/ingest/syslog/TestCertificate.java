package dev.logplex.gateway.ingest.syslog;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A self-signed certificate for 127.0.0.1. */
public record TestCertificate(X509Certificate certificate, KeyPair keys) {

  public static TestCertificate ec(long serial) throws GeneralSecurityException {
    return make(serial, "EC", 256, "SHA256withECDSA", Duration.ofDays(1));
  }

  /** Was valid until yesterday. */
  public static TestCertificate expired(long serial) throws GeneralSecurityException {
    return make(serial, "EC", 256, "SHA256withECDSA", Duration.ofDays(-1));
  }

  public static TestCertificate rsa(long serial) throws GeneralSecurityException {
    return make(serial, "RSA", 2048, "SHA256withRSA", Duration.ofDays(1));
  }

  private static TestCertificate make(
      long serial, String kind, int bits, String signature, Duration left)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(bits);
    KeyPair keys = generator.generateKeyPair();
    X500Principal name = new X500Principal("CN=127.0.0.1");
    Instant now = Instant.now();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  BigInteger.valueOf(serial),
                  Date.from(now.minus(Duration.ofDays(9))),
                  Date.from(now.plus(left)),
                  name,
                  keys.getPublic())
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
      return new TestCertificate(
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder(signature).build(keys.getPrivate()))),
          keys);
    } catch (IOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  void write(Path certificateFile, Path keyFile) throws Exception {
    Files.writeString(certificateFile, certificatePem());
    Files.writeString(keyFile, keyPem());
  }

  public String certificatePem() throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
