package dev.logplex.gateway;

import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.guard.Cidr;
import dev.logplex.gateway.ingest.IngestOptions;
import dev.logplex.gateway.ingest.syslog.SyslogOptions;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.secret.SecretKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command line of a gateway process. Each option can be given in the environment as well;
 * secrets only there, and in files.
 */
@Command(
    name = "logplex-gateway",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Takes lines in, serves the API and reads history.",
    footer = {
      "",
      "Environment only:",
      "  LOGPLEX_USER, LOGPLEX_PASSWORD  cred with all permissions, made at start-up",
      "  LOGPLEX_AUTH_KEY                static key of the control API"
    })
final class GatewayCommand implements Callable<Integer> {

  private static final int BAD_USAGE = 2;
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "${env:LOGPLEX_HOST:-0.0.0.0}",
      description = "address to listen on")
  private String host;

  @Option(
      names = "--api-port",
      defaultValue = "${env:LOGPLEX_API_PORT:-8001}",
      description = "port of the API; 0 for any free one")
  private int apiPort;

  @Option(
      names = "--ingest-port",
      defaultValue = "${env:LOGPLEX_INGEST_PORT:-8601}",
      description = "port of /logs alone; 0 for any free one")
  private int ingestPort;

  @Option(
      names = "--public-url",
      defaultValue = "${env:LOGPLEX_PUBLIC_URL}",
      description = "how clients reach the API port, without a trailing slash")
  private URI publicUrl;

  @Option(
      names = "--kafka",
      defaultValue = "${env:LOGPLEX_KAFKA:-127.0.0.1:9092}",
      description = "Kafka's bootstrap servers")
  private String kafka;

  @Option(
      names = "--flink-rest",
      split = ",",
      defaultValue = "${env:LOGPLEX_FLINK_REST:-http://127.0.0.1:8081}",
      description = "Flink's REST addresses")
  private List<URI> flinkRest;

  @Option(
      names = "--job-name",
      defaultValue = "${env:LOGPLEX_JOB_NAME:-logplex}",
      description = "name of the Flink job")
  private String jobName;

  @Option(
      names = "--state-proxies",
      split = ",",
      defaultValue = "${env:LOGPLEX_STATE_PROXIES:-127.0.0.1:9069}",
      description = "host:port of the queryable-state proxies")
  private List<String> stateProxies;

  @Option(
      names = "--key-file",
      defaultValue = "${env:LOGPLEX_KEY_FILE:-secret.key}",
      description = "file with the 32-octet key in base64 that all gateways and the job share")
  private Path keyFile;

  @Option(
      names = "--allow-private-drains",
      defaultValue = "${env:LOGPLEX_ALLOW_PRIVATE_DRAINS:-false}",
      description = "accept drains on loopback and private addresses")
  private boolean allowPrivateDrains;

  @Option(
      names = "--drain-allow",
      defaultValue = "${env:LOGPLEX_DRAIN_ALLOW}",
      description = "address blocks that drains may be in although private, with commas between")
  private String drainAllow;

  @Option(
      names = "--drain-deny",
      defaultValue = "${env:LOGPLEX_DRAIN_DENY}",
      description = "address blocks that drains may never be in")
  private String drainDeny;

  @Option(
      names = "--drain-ca-file",
      defaultValue = "${env:LOGPLEX_DRAIN_CA_FILE}",
      description = "certificates trusted beside the platform's when a drain is tested")
  private Path drainCaFile;

  @Option(
      names = "--history-lines",
      defaultValue = "${env:LOGPLEX_HISTORY_LINES:-1500}",
      description = "lines a channel keeps, as the job is set")
  private int historyLines;

  @Option(
      names = "--history-octets",
      defaultValue = "${env:LOGPLEX_HISTORY_OCTETS:-4194304}",
      description = "octets a channel keeps, as the job is set")
  private long historyOctets;

  @Option(
      names = "--gateway-id",
      defaultValue = "${env:LOGPLEX_GATEWAY_ID}",
      description = "unlike that of any other gateway, the same after a restart; else random")
  private String gatewayId;

  @Option(
      names = "--internal-url",
      defaultValue = "${env:LOGPLEX_INTERNAL_URL}",
      description =
          "how other gateways reach the API port; port 0 for the one listened on. Needed by each of"
              + " several gateways, none without")
  private URI internalUrl;

  @Option(
      names = "--kafka-config",
      defaultValue = "${env:LOGPLEX_KAFKA_CONFIG}",
      description = "properties file with settings for all Kafka clients, such as TLS and SASL")
  private Path kafkaConfig;

  @Mixin private IngestOptions ingest;

  @Mixin private SyslogOptions syslog;

  private final Map<String, String> environment;

  GatewayCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs until the process is told to stop. */
  @Override
  public Integer call() throws InterruptedException {
    GatewayConfig config;
    try {
      config = config();
    } catch (IllegalArgumentException | IOException e) {
      return fail(BAD_USAGE, e);
    }
    Gateway gateway;
    try {
      gateway = Gateway.start(config);
    } catch (Exception e) {
      return fail(FAILED, e);
    }
    serve(gateway);
    return 0;
  }

  private void serve(Gateway gateway) throws InterruptedException {
    CountDownLatch stopping = new CountDownLatch(1);
    CompletableFuture<Integer> stopped = new CompletableFuture<>();
    try (gateway) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped), "stop"));
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "Logplex gateway is ready: API on port %d, ingest on port %d%s%s%n",
          gateway.apiPort(),
          gateway.ingestPort(),
          portIfAny("syslog", gateway.syslogPort()),
          portIfAny("syslog over TLS", gateway.syslogTlsPort()));
      out.flush();
      stopping.await();
      gateway.close();
      stopped.complete(0);
    } finally {
      stopped.complete(FAILED);
    }
  }

  private static String portIfAny(String name, OptionalInt port) {
    return port.isPresent() ? ", " + name + " on port " + port.getAsInt() : "";
  }

  GatewayConfig config() throws IOException {
    return new GatewayConfig(
        new GatewayConfig.Listeners(host, apiPort, ingestPort, publicUrl),
        new KafkaSettings(kafka, kafkaSettings()),
        new GatewayConfig.Job(flinkRest, jobName, stateProxies, historyLines, historyOctets),
        new GatewayConfig.Secrets(
            key(), secret("LOGPLEX_USER"), secret("LOGPLEX_PASSWORD"), secret("LOGPLEX_AUTH_KEY")),
        new GatewayConfig.Peer(gatewayId, internalUrl),
        drains(),
        syslog.settings(),
        ingest.limits());
  }

  private Map<String, String> kafkaSettings() throws IOException {
    if (kafkaConfig == null) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(kafkaConfig)) {
      properties.load(file);
    } catch (NoSuchFileException e) {
      throw new IOException("the Kafka settings " + kafkaConfig + " do not exist", e);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(Function.identity(), properties::getProperty));
  }

  private DrainSettings drains() {
    return DrainSettings.DEFAULT.with(
        new DrainSettings.Reach(
            allowPrivateDrains,
            Cidr.parseList(drainAllow == null ? "" : drainAllow),
            Cidr.parseList(drainDeny == null ? "" : drainDeny),
            drainCaFile == null ? null : drainCaFile.toString()));
  }

  private byte[] key() throws IOException {
    if (Files.notExists(keyFile)) {
      throw new IOException("the key file " + keyFile + " does not exist");
    }
    return SecretKeys.read(keyFile);
  }

  private String secret(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private int fail(int status, Exception e) {
    PrintWriter err = spec.commandLine().getErr();
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    err.println("logplex-gateway: " + reason);
    err.flush();
    return status;
  }

  /**
   * The process ends when its hooks do: this one waits for the gateway. Being told to stop is no
   * failure, so the exit status is not the signal's.
   */
  private static void stop(CountDownLatch stopping, CompletableFuture<Integer> stopped) {
    stopping.countDown();
    Runtime.getRuntime().halt(stopped.join());
  }
}
