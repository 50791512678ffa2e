package dev.logplex.gateway.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** Which drain destinations are accepted. */
public final class DrainUrls {

  private static final Set<String> SCHEMES = Set.of("http", "https", "syslog", "syslog+tls");

  private final boolean allowPrivate;

  public DrainUrls(boolean allowPrivate) {
    this.allowPrivate = allowPrivate;
  }

  /** Whether the text is a URL at all (RFC 3986). */
  static boolean isUrl(String text) {
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  Checked check(String text) {
    try {
      URI uri = new URI(text);
      if (!SCHEMES.contains(uri.getScheme())) {
        return new Checked(null, "unknown scheme");
      }
      if (uri.getHost() == null) {
        return new Checked(null, "invalid_uri");
      }
      return new Checked(text, null);
    } catch (URISyntaxException e) {
      return new Checked(null, "invalid_uri");
    }
  }

  /**
   * @param url the destination to store; null if it is refused
   * @param problem why it is refused; null if it is not
   */
  record Checked(String url, String problem) {}
}
