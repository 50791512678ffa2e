package dev.logplex.drain.net;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names why a handshake failed, in the words of TLS alerts (RFC 8446 §6.2) where there is one. */
final class TlsFailure {

  private static final int MAX_DEPTH = 10;

  /** What the receiver says. */
  private static final Pattern ALERT = Pattern.compile("received fatal alert: ([a-z_]+)");

  private TlsFailure() {}

  /** Whether the receiver ended TLS with an alert, be it after the handshake. */
  static boolean isAlert(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++, cause = cause.getCause()) {
      if (ALERT.matcher(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT)).find()) {
        return true;
      }
    }
    return false;
  }

  static String name(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++, cause = cause.getCause()) {
      String name = known(cause);
      if (name != null) {
        return name;
      }
    }
    return "handshake_failure";
  }

  private static String known(Throwable cause) {
    if (cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException) {
      return "certificate_expired";
    }
    if (cause instanceof CertPathValidatorException path
        && path.getReason() == BasicReason.EXPIRED) {
      return "certificate_expired";
    }
    if (cause instanceof CertPathBuilderException) {
      return "unknown_ca";
    }
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("no subject alternative") || text.contains("no name matching")) {
      return "hostname_check_failed";
    }
    Matcher alert = ALERT.matcher(text);
    if (alert.find()) {
      return alert.group(1);
    }
    return text.contains("protocol_version") ? "protocol_version" : null;
  }
}
