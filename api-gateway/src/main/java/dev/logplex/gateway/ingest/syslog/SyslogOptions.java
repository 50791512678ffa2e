package dev.logplex.gateway.ingest.syslog;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options for syslog on a command line, to be mixed into a command. */
public final class SyslogOptions {

  private static final String OFF = "off";

  @Option(
      names = "--syslog-port",
      paramLabel = "PORT",
      defaultValue = "6001",
      showDefaultValue = Visibility.NEVER,
      description = "Syslog over TCP; off for none (default: ${DEFAULT-VALUE}).")
  private String port;

  @Option(
      names = "--syslog-tls-port",
      paramLabel = "PORT",
      defaultValue = OFF,
      showDefaultValue = Visibility.NEVER,
      description = "Syslog over TLS (default: ${DEFAULT-VALUE}).")
  private String tlsPort;

  @Option(
      names = "--syslog-tls-cert",
      paramLabel = "FILE",
      showDefaultValue = Visibility.NEVER,
      description = "Certificate for it and those that vouch for it, PEM; read again on change.")
  private Path certificates;

  @Option(
      names = "--syslog-tls-key",
      paramLabel = "FILE",
      showDefaultValue = Visibility.NEVER,
      description = "Private key of the certificate, PEM (PKCS #8); read again on change.")
  private Path key;

  @Option(
      names = "--syslog-connections",
      paramLabel = "COUNT",
      defaultValue = "1024",
      showDefaultValue = Visibility.NEVER,
      description = "Most syslog connections at once (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--syslog-idle-seconds",
      paramLabel = "SECONDS",
      defaultValue = "0",
      showDefaultValue = Visibility.NEVER,
      description =
          "Close syslog connections on which nothing arrives for so long; 0 for never (default:"
              + " ${DEFAULT-VALUE}).")
  private int idleSeconds;

  /**
   * What was asked for.
   *
   * @throws IllegalArgumentException if it makes no sense, or the files for TLS cannot be used
   */
  public SyslogSettings settings() {
    SyslogSettings usual = SyslogSettings.listening(port("--syslog-port", port), tls());
    return new SyslogSettings(
        usual.port(),
        usual.tls(),
        connections,
        idleSeconds == 0 ? null : Duration.ofSeconds(idleSeconds),
        usual.handshakeTimeout(),
        usual.connectionOctets(),
        usual.totalOctets(),
        usual.bundleTime(),
        usual.publishTime(),
        usual.stopTime());
  }

  private SyslogSettings.Tls tls() {
    Integer number = port("--syslog-tls-port", tlsPort);
    if (number == null) {
      return null;
    }
    if (certificates == null || key == null) {
      throw new IllegalArgumentException(
          "--syslog-tls-port needs --syslog-tls-cert and --syslog-tls-key");
    }
    TlsFiles files = new TlsFiles(certificates, key);
    files.requireUsable();
    return new SyslogSettings.Tls(number, certificates, key);
  }

  private static Integer port(String option, String text) {
    if (text.equals(OFF)) {
      return null;
    }
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException(
          option + " must be " + OFF + " or from 0 to 65535, not " + text);
    }
    return Integer.valueOf(text);
  }
}
