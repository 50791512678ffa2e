package dev.logplex.drain;

import dev.logplex.drain.guard.AddressGuard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a drain's lines go, taken apart. Accepts what Logplex accepts as far as it can be reached,
 * and refuses spellings that programs read differently (several {@code @}, numbers as hosts, IPv6
 * zones, backslashes).
 *
 * @param scheme how to talk
 * @param userinfo as written, not decoded; null without
 * @param host name or IPv4 address in lower case, or IPv6 address without its brackets
 * @param port 1 to 65535
 * @param portWritten whether the URL had the port
 * @param path as written, {@code /} if empty
 * @param query as written, without its question mark; null without
 * @param insecure whether the receiver's certificate is not checked ({@code #insecure})
 */
public record DrainUrl(
    Scheme scheme,
    String userinfo,
    String host,
    int port,
    boolean portWritten,
    String path,
    String query,
    boolean insecure) {

  /** What drains can be. */
  public enum Scheme {
    HTTP("http", 80, false),
    HTTPS("https", 443, true),
    SYSLOG("syslog", 601, false),
    SYSLOG_TLS("syslog+tls", 6514, true);

    private final String text;
    private final int defaultPort;
    private final boolean tls;

    Scheme(String text, int defaultPort, boolean tls) {
      this.text = text;
      this.defaultPort = defaultPort;
      this.tls = tls;
    }

    public boolean isHttp() {
      return this == HTTP || this == HTTPS;
    }

    public boolean tls() {
      return tls;
    }

    private String invalid() {
      return switch (this) {
        case HTTP, HTTPS -> "invalid_http_uri";
        case SYSLOG -> "invalid_tcpsyslog_uri";
        case SYSLOG_TLS -> "invalid_tlssyslog_uri";
      };
    }
  }

  /** RFC 3986 appendix B, for URLs with an authority. */
  private static final Pattern URL =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?<authority>[^/?#]*))?"
              + "(?<path>[^?#]*)(?:\\?(?<query>[^#]*))?(?:#(?<fragment>.*))?");

  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:(?<userinfo>[^@]*)@)?(?:\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<host>[^@:\\[\\]]*))"
              + "(?::(?<port>[0-9]{1,5}))?");

  private static final Pattern NAME =
      Pattern.compile("(?=.{1,254}$)[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*\\.?");

  /** A last label that some resolvers take for a number. */
  private static final Pattern NUMERIC =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)\\.?");

  private static final Pattern OCTETS_4 = Pattern.compile("(?:" + octet() + "\\.){3}" + octet());

  /** RFC 6761 §6.3. */
  private static final Pattern LOCALHOST = Pattern.compile("(?:.*\\.)?localhost\\.?");

  private static final int MAX_LENGTH = 4_096;

  public DrainUrl {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(path, "path");
  }

  /**
   * Reads a drain's URL.
   *
   * @throws InvalidDrainUrlException if it cannot be a drain's, with Logplex's reason
   */
  public static DrainUrl parse(String url) throws InvalidDrainUrlException {
    Matcher parts = URL.matcher(url);
    if (url.length() > MAX_LENGTH || !isClean(url) || !parts.matches()) {
      throw new InvalidDrainUrlException("invalid_uri");
    }
    Scheme scheme = scheme(parts.group("scheme"));
    String authority = parts.group("authority");
    Matcher host = AUTHORITY.matcher(authority == null ? "" : authority);
    if (!host.matches()) {
      throw new InvalidDrainUrlException(scheme.invalid());
    }
    String path = parts.group("path");
    return new DrainUrl(
        scheme,
        host.group("userinfo"),
        host(scheme, host),
        port(scheme, host.group("port")),
        host.group("port") != null,
        path.isEmpty() ? "/" : path,
        parts.group("query"),
        "insecure".equals(parts.group("fragment")));
  }

  /** The HTTP {@code Host} header: with the port only if the URL had it. */
  public String hostHeader() {
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return portWritten ? bracketed + ":" + port : bracketed;
  }

  /** The HTTP request target. */
  public String target() {
    return query == null ? path : path + "?" + query;
  }

  /** The host's address if the URL has an address instead of a name, else null. */
  public InetAddress address() {
    if (host.indexOf(':') < 0 && !OCTETS_4.matcher(host).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(host.indexOf(':') < 0 ? host : "[" + host + "]");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("it was read when the URL was parsed", e);
    }
  }

  /**
   * Whether the guard may let the host be dialled, as far as can be told without resolving its
   * name. The guard is asked again about each address that is dialled.
   */
  public boolean mayBeDialled(AddressGuard guard) {
    InetAddress address = address();
    if (address == null && LOCALHOST.matcher(host).matches()) {
      address = InetAddress.getLoopbackAddress();
    }
    return address == null || guard.permits(address);
  }

  /** A destination as it may be shown; null if it cannot be read. */
  static String shown(String url) {
    try {
      return parse(url).toString();
    } catch (InvalidDrainUrlException e) {
      return null;
    }
  }

  /** Leaves out user, password, query and fragment. */
  @Override
  public String toString() {
    return scheme.text + "://" + hostHeader() + path;
  }

  private static Scheme scheme(String text) throws InvalidDrainUrlException {
    for (Scheme scheme : Scheme.values()) {
      if (scheme.text.equals(text)) {
        return scheme;
      }
    }
    throw new InvalidDrainUrlException(
        switch (text) {
          case "tcpsyslog", "syslog+tcp" -> "invalid_tcpsyslog_uri";
          case "udpsyslog", "syslog+udp" -> "invalid_udpsyslog_uri";
          default ->
              text.startsWith("http") ? "invalid_http_uri" : "{unknown_scheme,\"" + text + "\"}";
        });
  }

  private static String host(Scheme scheme, Matcher authority) throws InvalidDrainUrlException {
    String v6 = authority.group("v6");
    if (v6 != null) {
      try {
        InetAddress.getByName("[" + v6 + "]"); // looks nothing up
        return v6.toLowerCase(Locale.ROOT);
      } catch (UnknownHostException e) {
        throw new InvalidDrainUrlException(scheme.invalid());
      }
    }
    String name = authority.group("host");
    boolean valid =
        NUMERIC.matcher(name).matches()
            ? OCTETS_4.matcher(name).matches()
            : NAME.matcher(name).matches();
    if (!valid) {
      throw new InvalidDrainUrlException(scheme.invalid());
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static int port(Scheme scheme, String text) throws InvalidDrainUrlException {
    int port = text == null ? scheme.defaultPort : Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw new InvalidDrainUrlException(scheme.invalid());
    }
    return port;
  }

  /** Whether each character is printable ASCII that may stand in a request line and a URL. */
  private static boolean isClean(String url) {
    return url.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0);
  }

  private static String octet() {
    return "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  }
}
