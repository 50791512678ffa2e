package dev.logplex.model;

import java.util.Objects;

/**
 * What a drain shows to receivers that ask who is sending.
 *
 * @param chainPem its certificate, and those between it and an authority
 * @param keyPem private key of the certificate, PKCS #8
 */
public record ClientCertificate(String chainPem, String keyPem) {

  public ClientCertificate {
    Objects.requireNonNull(chainPem, "chainPem");
    Objects.requireNonNull(keyPem, "keyPem");
  }

  /** Shows neither. */
  @Override
  public String toString() {
    return "ClientCertificate[]";
  }
}
