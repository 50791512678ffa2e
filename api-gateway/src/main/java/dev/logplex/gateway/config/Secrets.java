package dev.logplex.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** Makes ids and passwords that nobody can guess. */
final class Secrets {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int CRED_ID_OCTETS = 16;
  private static final int PASSWORD_OCTETS = 32;

  private final SecureRandom random = new SecureRandom();

  String tokenId() {
    return "t." + UUID.randomUUID();
  }

  String drainToken() {
    return "d." + UUID.randomUUID();
  }

  String credId() {
    return hex(CRED_ID_OCTETS);
  }

  String password() {
    return hex(PASSWORD_OCTETS);
  }

  /** As kept in {@link dev.logplex.model.Cred#passwordHash}. */
  static byte[] hash(String password) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private String hex(int octets) {
    byte[] bytes = new byte[octets];
    random.nextBytes(bytes);
    return HEX.formatHex(bytes);
  }
}
