package dev.logplex.gateway;

import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.guard.Cidr;
import dev.logplex.gateway.ingest.IngestOptions;
import dev.logplex.gateway.ingest.syslog.SyslogOptions;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.secret.SecretKeys;
import dev.logplex.settings.OuterSettings;
import dev.logplex.settings.Ranges;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command line of a gateway process. Each option can be given in the environment and in a file
 * as well; secrets only there.
 */
@Command(
    name = "logplex-gateway",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Takes lines in, serves the API and reads history.",
    footer = {
      "",
      "Each option can also be given in the environment (--api-port as LOGPLEX_API_PORT) or in",
      "the file of --config (api-port=8001). An option is stronger than the environment, and",
      "that is stronger than the file. Only in the environment or the file:",
      "  LOGPLEX_USER, LOGPLEX_PASSWORD  cred with all permissions, made at start-up",
      "  LOGPLEX_AUTH_KEY                static key of the control API"
    })
final class GatewayCommand implements Callable<Integer> {

  private static final int BAD_USAGE = 2;
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = GatewaySettings.FILE_OPTION,
      paramLabel = "FILE",
      description = "properties file with settings")
  private Path config;

  @Option(names = "--host", defaultValue = "0.0.0.0", description = "address to listen on")
  private String host;

  @Option(
      names = "--api-port",
      defaultValue = "8001",
      description = "port of the API; 0 for any free one")
  private int apiPort;

  @Option(
      names = "--ingest-port",
      defaultValue = "8601",
      description = "port of /logs alone; 0 for any free one")
  private int ingestPort;

  @Option(
      names = "--public-url",
      description = "how clients reach the API port, without a trailing slash")
  private URI publicUrl;

  @Option(
      names = "--kafka",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka's bootstrap servers")
  private String kafka;

  @Option(
      names = "--flink-rest",
      split = ",",
      defaultValue = "http://127.0.0.1:8081",
      description = "Flink's REST addresses")
  private List<URI> flinkRest;

  @Option(names = "--job-name", defaultValue = "logplex", description = "name of the Flink job")
  private String jobName;

  @Option(
      names = "--state-proxies",
      split = ",",
      defaultValue = ":9069",
      description =
          "host:port of queryable-state proxies; without a host, those of all TaskManagers that"
              + " Flink knows")
  private List<String> stateProxies;

  @Option(
      names = "--key-file",
      defaultValue = "secret.key",
      description = "file with the 32-octet key in base64 that all gateways and the job share")
  private Path keyFile;

  @Option(
      names = "--allow-private-drains",
      defaultValue = "false",
      description = "accept drains on loopback and private addresses")
  private boolean allowPrivateDrains;

  @Option(
      names = "--drain-allow",
      description = "address blocks that drains may be in although private, with commas between")
  private String drainAllow;

  @Option(names = "--drain-deny", description = "address blocks that drains may never be in")
  private String drainDeny;

  @Option(
      names = "--drain-ca-file",
      description = "certificates trusted beside the platform's when a drain is tested")
  private Path drainCaFile;

  @Option(
      names = "--drain-client-cert-file",
      description = "certificate shown to receivers that ask for one when a drain is tested")
  private Path drainClientCertFile;

  @Option(names = "--drain-client-key-file", description = "private key of that certificate")
  private Path drainClientKeyFile;

  @Option(
      names = "--history-lines",
      defaultValue = "1500",
      description = "lines a channel keeps, as the job is set")
  private int historyLines;

  @Option(
      names = "--history-octets",
      defaultValue = "4194304",
      description = "octets a channel keeps, as the job is set")
  private long historyOctets;

  @Option(
      names = "--gateway-id",
      description = "unlike that of any other gateway, the same after a restart; else random")
  private String gatewayId;

  @Option(
      names = "--internal-url",
      description =
          "how other gateways reach the API port; port 0 for the one listened on. Needed by each of"
              + " several gateways, none without")
  private URI internalUrl;

  @Option(
      names = "--leave-seconds",
      defaultValue = "3",
      description =
          "how long, after SIGTERM, requests are served while health checks already fail; longer"
              + " than a load balancer takes to notice")
  private int leaveSeconds;

  @Option(
      names = "--kafka-config",
      description = "properties file with settings for all Kafka clients, such as TLS and SASL")
  private Path kafkaConfig;

  @Mixin private IngestOptions ingest;

  @Mixin private SyslogOptions syslog;

  @Mixin private TopicOptions topics;

  private final OuterSettings secrets;

  /**
   * @param secrets where secrets are; they are no options, because everybody on the machine reads
   *     the arguments of its processes
   */
  GatewayCommand(OuterSettings secrets) {
    this.secrets = secrets;
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
      gateway.leave(Duration.ofSeconds(leaveSeconds));
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
    Ranges.require("leave-seconds", leaveSeconds, 0, 600);
    return new GatewayConfig(
        new GatewayConfig.Listeners(host, apiPort, ingestPort, publicUrl),
        kafkaConfig == null ? KafkaSettings.of(kafka) : KafkaSettings.withFile(kafka, kafkaConfig),
        new GatewayConfig.Job(flinkRest, jobName, stateProxies, historyLines, historyOctets),
        new GatewayConfig.Secrets(
            key(), secrets.get("user"), secrets.get("password"), secrets.get("auth-key")),
        new GatewayConfig.Peer(gatewayId, internalUrl),
        drains(),
        topics.settings(),
        syslog.settings(),
        ingest.limits());
  }

  private DrainSettings drains() {
    return DrainSettings.DEFAULT.with(
        new DrainSettings.Reach(
            allowPrivateDrains,
            blocks("drain-allow", drainAllow),
            blocks("drain-deny", drainDeny),
            text(drainCaFile),
            DrainSettings.KeyFiles.of(
                text(drainClientCertFile),
                text(drainClientKeyFile),
                "drain-client-cert-file and drain-client-key-file")));
  }

  private static String text(Path file) {
    return file == null ? null : file.toString();
  }

  private static List<Cidr> blocks(String key, String text) {
    try {
      return Cidr.parseList(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " must be address blocks like 10.1.0.0/16,fd00::/8, not '" + text + "'", e);
    }
  }

  private byte[] key() throws IOException {
    if (Files.notExists(keyFile)) {
      throw new IOException("the key file " + keyFile + " does not exist");
    }
    return SecretKeys.read(keyFile);
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
