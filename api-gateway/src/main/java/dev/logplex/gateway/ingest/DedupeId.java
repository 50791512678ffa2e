package dev.logplex.gateway.ingest;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The name under which a source sends a request again: {@code Logplex-Frame-Id}, else {@code
 * X-Request-Id}, which log-shuttle sends. It is kept for each batch for some minutes, so a long one
 * is kept as its SHA-256.
 */
final class DedupeId {

  private static final int LONGEST = 128;

  private DedupeId() {}

  /** Null if the request has no name; an empty header is none. */
  static String of(HttpServletRequest request) {
    String frameId = given(request, "Logplex-Frame-Id");
    String id = frameId != null ? frameId : given(request, "X-Request-Id");
    return id == null || id.length() <= LONGEST ? id : digest(id);
  }

  private static String given(HttpServletRequest request, String header) {
    String value = request.getHeader(header);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static String digest(String id) {
    try {
      byte[] octets = id.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
