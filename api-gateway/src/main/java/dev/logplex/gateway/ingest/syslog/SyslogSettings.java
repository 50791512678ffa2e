package dev.logplex.gateway.ingest.syslog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How syslog is taken in.
 *
 * @param port TCP port; 0 for any free one, null to listen on none
 * @param tls the same over TLS; null to listen on none
 * @param maxConnections connections open at once, both ports together
 * @param idleTimeout connections on which nothing arrives for so long are closed; null for never,
 *     as Logplex does
 * @param handshakeTimeout connections that have no TLS session after so long are closed
 * @param connectionOctets octets of frames of one connection that may wait for Kafka before it is
 *     no longer read from; one read (16 KiB) goes beyond
 * @param totalOctets the same for all connections together, shared out evenly to the event loops
 * @param bundleTime for how long lines wait for others of their channel
 * @param publishTime for how long Kafka is tried with the same lines before they are dropped
 * @param stopTime how long a stop waits for Kafka's acknowledgements
 */
public record SyslogSettings(
    Integer port,
    Tls tls,
    int maxConnections,
    Duration idleTimeout,
    Duration handshakeTimeout,
    long connectionOctets,
    long totalOctets,
    Duration bundleTime,
    Duration publishTime,
    Duration stopTime) {

  /** A reader does not notice it, and lines of one moment become one record. */
  static final Duration BUNDLE_TIME = Duration.ofMillis(40);

  /** Listens nowhere. */
  public static final SyslogSettings OFF = listening(null, null);

  public SyslogSettings {
    requirePort("syslog port", port);
    if (maxConnections < 1 || maxConnections > 1_000_000) {
      throw new IllegalArgumentException(
          "syslog connections must be from 1 to 1000000, not " + maxConnections);
    }
    if (idleTimeout != null) {
      requirePositive("syslog idle timeout", idleTimeout);
    }
    requirePositive("syslog TLS handshake timeout", handshakeTimeout);
    if (connectionOctets < 64 << 10) {
      throw new IllegalArgumentException(
          "octets of a syslog connection must be 65536 or more, not " + connectionOctets);
    }
    if (totalOctets < connectionOctets) {
      throw new IllegalArgumentException(
          "octets of all syslog connections must be "
              + connectionOctets
              + " or more, as for one of them, not "
              + totalOctets);
    }
    requirePositive("syslog bundle time", bundleTime);
    requirePositive("syslog publish time", publishTime);
    requirePositive("syslog stop time", stopTime);
  }

  /** Whether to listen at all. */
  public boolean enabled() {
    return port != null || tls != null;
  }

  /** The default limits. */
  public static SyslogSettings listening(Integer port, Tls tls) {
    return new SyslogSettings(
        port,
        tls,
        1024,
        null,
        Duration.ofSeconds(10),
        1 << 20,
        32 << 20,
        BUNDLE_TIME,
        Duration.ofMinutes(2),
        Duration.ofSeconds(3));
  }

  /** The same, but lines wait so long for others of their channel. */
  public SyslogSettings withBundleTime(Duration time) {
    return new SyslogSettings(
        port,
        tls,
        maxConnections,
        idleTimeout,
        handshakeTimeout,
        connectionOctets,
        totalOctets,
        time,
        publishTime,
        stopTime);
  }

  private static void requirePort(String what, Integer port) {
    if (port != null && (port < 0 || port > 65_535)) {
      throw new IllegalArgumentException(what + " must be from 0 to 65535, not " + port);
    }
  }

  private static void requirePositive(String what, Duration time) {
    if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(what + " must be above 0 and at most a day, not " + time);
    }
  }

  /**
   * A port for TLS 1.2 and 1.3.
   *
   * @param port 0 for any free one
   * @param certificates PEM: the server's certificate, then those between it and the root
   * @param key PEM: the private key of the first certificate, PKCS #8, not encrypted
   */
  public record Tls(int port, Path certificates, Path key) {
    public Tls {
      requirePort("syslog TLS port", port);
      Objects.requireNonNull(certificates, "syslog TLS needs a file of certificates");
      Objects.requireNonNull(key, "syslog TLS needs a file with the private key");
    }
  }
}
