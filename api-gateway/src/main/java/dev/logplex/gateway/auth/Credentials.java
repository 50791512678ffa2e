package dev.logplex.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A user and password as a request carries them (RFC 7617).
 *
 * @param user cred id, or {@code token}; empty if only a password was given
 * @param password the secret, never printed
 */
public record Credentials(String user, String password) {

  private static final String BASIC = "basic ";

  /** What the header says; empty if it is no Basic header of the form user, colon, password. */
  public static Optional<Credentials> basic(String authorization) {
    return encoded(authorization, BASIC).flatMap(Credentials::decode);
  }

  /** The text behind a scheme's name; empty if the header names another scheme. */
  static Optional<String> encoded(String authorization, String scheme) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
      return Optional.empty();
    }
    return Optional.of(authorization.substring(scheme.length()).strip());
  }

  /** Reads {@code user:password} in base64, standard or URL-safe; the password may hold colons. */
  static Optional<Credentials> decode(String base64) {
    try {
      boolean urlSafe = base64.indexOf('-') >= 0 || base64.indexOf('_') >= 0;
      Base64.Decoder decoder = urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder();
      String pair = new String(decoder.decode(base64), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
