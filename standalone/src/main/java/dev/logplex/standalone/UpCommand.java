package dev.logplex.standalone;

import dev.logplex.drain.DrainSettings;
import dev.logplex.gateway.ingest.syslog.SyslogOptions;
import dev.logplex.gateway.ingest.syslog.SyslogSettings;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.embedded.KafkaStartException;
import dev.logplex.secret.CertifiedKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code logplex up}: everything in one process, in the foreground, until it is told to stop. */
@Command(
    name = "up",
    sortOptions = false,
    description = {
      "Runs everything in this process until SIGTERM or Ctrl-C: Kafka, Flink with the job, and the"
          + " gateway. A port of 0 means any free one.",
      "The operator's user and password are taken from LOGPLEX_USER and LOGPLEX_PASSWORD, or made"
          + " once; they are in DIR/endpoints.json while it runs."
    })
final class UpCommand implements Callable<Integer> {

  /** Kafka must still have all lines since the last checkpoint. */
  private static final int MAX_CHECKPOINT_SECONDS = 600;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Where all data is kept (default: ./data).")
  private Path dataDir;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address the API and the ways in listen on (default: ${DEFAULT-VALUE}). Flink's UI and"
              + " Kafka always stay on loopback.")
  private String host;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "8001",
      description = "API, sessions and POST /logs (default: ${DEFAULT-VALUE}).")
  private int apiPort;

  @Option(
      names = "--ingest-port",
      paramLabel = "PORT",
      defaultValue = "8601",
      description = "POST /logs alone (default: ${DEFAULT-VALUE}).")
  private int ingestPort;

  @Mixin private SyslogOptions syslog;

  @Option(
      names = "--ui-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Flink's REST API and UI (default: ${DEFAULT-VALUE}).")
  private int uiPort;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Flink's metrics for Prometheus, on all addresses, which Flink's reporter cannot limit"
              + " (default: none).")
  private Integer metricsPort;

  @Option(
      names = "--drain-ca",
      paramLabel = "FILE",
      description = "Certificates, in PEM, trusted for drains beside the platform's.")
  private Path drainCa;

  @Option(
      names = "--logs-retention-hours",
      paramLabel = "HOURS",
      defaultValue = "24",
      description = "How long lines stay in Kafka, on a new DIR (default: ${DEFAULT-VALUE}).")
  private int logsRetentionHours;

  @Option(
      names = "--logs-retention-octets",
      paramLabel = "OCTETS",
      defaultValue = "1073741824",
      description =
          "How much of each of Kafka's four partitions stays, on a new DIR; 0 for no bound (default:"
              + " ${DEFAULT-VALUE}).")
  private long logsRetentionOctets;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "Drains get the lines since the last checkpoint again after a crash; lines wait some"
              + " milliseconds longer at each (default: ${DEFAULT-VALUE}).")
  private int checkpointSeconds;

  @Option(
      names = "--drain-client-cert",
      paramLabel = "FILE",
      description = "Certificate, in PEM, shown to drains' receivers that ask for one.")
  private Path drainClientCert;

  @Option(
      names = "--drain-client-key",
      paramLabel = "FILE",
      description = "Private key of that certificate, PKCS #8 in PEM.")
  private Path drainClientKey;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  UpCommand(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      UpOptions options = options();
      requirePorts(options);
      requireCertificates(options.drainCa());
      requireKey(options.drainKey());
      DataDirectory data = DataDirectory.open(options.dataDir());
      ProcessSettings.apply(data);
      return new Foreground(out, err).run(new Standalone(options, data, new Progress(out)));
    } catch (StartException | KafkaStartException e) {
      err.println("logplex: " + e.getMessage());
      return 1;
    }
  }

  UpOptions options() {
    return new UpOptions(
        dataDir,
        host,
        apiPort,
        ingestPort,
        syslogSettings(),
        uiPort,
        metricsPort,
        drainCa,
        drainKey(),
        topics(),
        checkpointInterval(),
        environment);
  }

  private DrainSettings.KeyFiles drainKey() {
    try {
      return DrainSettings.KeyFiles.of(
          absolute(drainClientCert),
          absolute(drainClientKey),
          "--drain-client-cert and --drain-client-key");
    } catch (IllegalArgumentException e) {
      throw new StartException(e.getMessage(), e);
    }
  }

  private TopicSettings topics() {
    TopicSettings usual = TopicSettings.DEFAULT;
    try {
      return new TopicSettings(
          new TopicSettings.Logs(
              usual.logs().partitions(), Duration.ofHours(logsRetentionHours), logsRetentionOctets),
          usual.configPartitions(),
          usual.replication());
    } catch (IllegalArgumentException e) {
      throw new StartException(e.getMessage(), e);
    }
  }

  private Duration checkpointInterval() {
    if (checkpointSeconds < 1 || checkpointSeconds > MAX_CHECKPOINT_SECONDS) {
      throw new StartException(
          "--checkpoint-interval "
              + checkpointSeconds
              + " is not from 1 to "
              + MAX_CHECKPOINT_SECONDS
              + " seconds");
    }
    return Duration.ofSeconds(checkpointSeconds);
  }

  private static String absolute(Path file) {
    return file == null ? null : file.toAbsolutePath().toString();
  }

  private SyslogSettings syslogSettings() {
    try {
      return syslog.settings();
    } catch (IllegalArgumentException e) {
      throw new StartException(e.getMessage(), e);
    }
  }

  private static void requirePorts(UpOptions options) {
    Map<Integer, String> seen = new LinkedHashMap<>();
    requirePort(seen, "--api-port", options.host(), options.apiPort());
    requirePort(seen, "--ingest-port", options.host(), options.ingestPort());
    SyslogSettings syslog = options.syslog();
    if (syslog.port() != null) {
      requirePort(seen, "--syslog-port", options.host(), syslog.port());
    }
    if (syslog.tls() != null) {
      requirePort(seen, "--syslog-tls-port", options.host(), syslog.tls().port());
    }
    requirePort(seen, "--ui-port", FlinkSettings.HOST, options.uiPort());
    if (options.metricsPort() != null) {
      requirePort(seen, "--metrics-port", "0.0.0.0", options.metricsPort());
    }
  }

  private static void requirePort(Map<Integer, String> seen, String option, String host, int port) {
    if (port < 0 || port > 65_535) {
      throw new StartException(option + " must be from 0 to 65535, not " + port);
    }
    String other = port == 0 ? null : seen.put(port, option);
    if (other != null) {
      throw new StartException(other + " and " + option + " are both " + port);
    }
    Ports.requireFree(option, host, port);
  }

  private static void requireCertificates(Path file) {
    if (file == null) {
      return;
    }
    try (var in = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw new StartException(file + " (--drain-ca) holds no certificate");
      }
    } catch (IOException | CertificateException e) {
      throw new StartException(file + " (--drain-ca) cannot be read as certificates", e);
    }
  }

  private static void requireKey(DrainSettings.KeyFiles files) {
    if (files == null) {
      return;
    }
    try {
      CertifiedKey.read(
          Files.readString(Path.of(files.certificates()), StandardCharsets.ISO_8859_1),
          Files.readString(Path.of(files.key()), StandardCharsets.ISO_8859_1));
    } catch (IOException | IllegalArgumentException e) {
      String reason = e instanceof IOException ? "they cannot be read" : e.getMessage();
      throw new StartException(
          files.certificates()
              + " and "
              + files.key()
              + " (--drain-client-cert, --drain-client-key): "
              + reason,
          e);
    }
  }
}
