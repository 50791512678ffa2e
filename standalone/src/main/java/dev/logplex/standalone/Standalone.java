package dev.logplex.standalone;

import dev.logplex.drain.DrainSettings;
import dev.logplex.gateway.Gateway;
import dev.logplex.gateway.GatewayConfig;
import dev.logplex.gateway.ingest.IngestLimits;
import dev.logplex.job.JobConfig;
import dev.logplex.job.Topology;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.secret.SecretKeys;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** One whole Logplex: broker, Flink with the job, gateway. */
final class Standalone implements AutoCloseable {

  /** What all drains of one task may buffer; the heap has room for that of all tasks. */
  private static final long DRAIN_TASK_OCTETS = 112L << 20;

  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final int MAX_SLOTS = 4;

  /** The same at each start: after a crash the gateway need not wait for its own lease to end. */
  private static final String GATEWAY_ID = "standalone";

  private final UpOptions options;
  private final DataDirectory data;
  private final Progress progress;
  private final CloseStack parts = new CloseStack();

  private CompletableFuture<String> jobEnd;
  private Endpoints endpoints;

  Standalone(UpOptions options, DataDirectory data, Progress progress) {
    this.options = options;
    this.data = data;
    this.progress = progress;
    parts.push("data directory", data);
  }

  /**
   * Starts all parts in order and returns when a line sent would be routed and read back.
   *
   * @throws Exception a {@link StartException} or {@link
   *     dev.logplex.kafka.embedded.KafkaStartException} says all in its message
   */
  void start() throws Exception {
    Credentials credentials = Credentials.load(data.credentials(), options.environment());
    byte[] secretKey = SecretKeys.readOrCreate(data.secretKey());
    FlinkSettings flinkSettings = flinkSettings();
    Future<FlinkCluster> flinkStart = background("Flink", () -> FlinkCluster.start(flinkSettings));
    EmbeddedKafka kafka =
        parts.push("Kafka", progress.phase("Kafka", () -> EmbeddedKafka.start(data.kafka(), 0)));
    progress.phase("topics", () -> createTopics(kafka.bootstrapServers(), options.topics()));
    FlinkCluster flink = parts.push("Flink", result(flinkStart));
    GatewayConfig gatewayConfig =
        gatewayConfig(flink, kafka.bootstrapServers(), secretKey, credentials);
    Future<Gateway> gatewayStart = background("gateway", () -> Gateway.start(gatewayConfig));
    startJob(flink, kafka.bootstrapServers());
    Gateway gateway = parts.push("gateway", result(gatewayStart));
    URI api = url(gateway.apiPort());
    URI ingest = url(gateway.ingestPort());
    progress.phase(
        "a line sent and read back",
        () -> {
          new ReadinessProbe(api, ingest, credentials).await(READY_LIMIT);
          return null;
        });
    endpoints =
        new Endpoints(
            api,
            ingest,
            address(gateway.syslogPort()),
            address(gateway.syslogTlsPort()),
            flink.rest(),
            credentials.user(),
            credentials.password(),
            credentials.basic(),
            ProcessHandle.current().pid());
    parts.push("endpoints.json", () -> Files.deleteIfExists(data.endpoints()));
    endpoints.write(data.endpoints());
  }

  /** Where clients reach what was started. */
  Endpoints endpoints() {
    return endpoints;
  }

  /** Completes with the reason if the job ends. */
  CompletableFuture<String> jobEnd() {
    return jobEnd;
  }

  /** Stops all parts in reverse order; a part that cannot be stopped does not keep the others. */
  @Override
  public void close() {
    parts.close();
  }

  private void startJob(FlinkCluster flink, String bootstrapServers) throws Exception {
    CheckpointDirectory checkpoints = new CheckpointDirectory(data.checkpoints());
    Optional<Checkpoint> newest = checkpoints.newestReadable();
    long run = checkpoints.nextRun();
    String from = newest.map(c -> " from checkpoint " + c.number()).orElse("");
    RunningJob job =
        progress.phase(
            "job" + from,
            () ->
                parts.push(
                    "job",
                    flink.run(
                        JobConfig.DEFAULT_NAME,
                        CheckpointDirectory.jobId(run),
                        newest,
                        env -> Topology.build(env, jobConfig(bootstrapServers)))));
    jobEnd = job.end();
    parts.push("checkpoint cleanup", CheckpointCleanup.start(checkpoints, run));
  }

  private static Void createTopics(String bootstrapServers, TopicSettings topics) {
    KafkaTopics.ensure(KafkaSettings.of(bootstrapServers), topics);
    return null;
  }

  /** Runs a phase beside others: much of a start is waiting and loading classes. */
  private <T> Future<T> background(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(() -> progress.phase(name, work));
    Thread thread = new Thread(task, "start " + name);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static <T> T result(Future<T> phase) throws Exception {
    try {
      return phase.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private FlinkSettings flinkSettings() {
    int slots = Math.min(MAX_SLOTS, Runtime.getRuntime().availableProcessors());
    return new FlinkSettings(
        data.checkpoints(),
        data.tmp(),
        data.logs().resolve("logplex.log"),
        options.uiPort(),
        Ports.free(),
        options.metricsPort(),
        slots,
        options.checkpointInterval());
  }

  private JobConfig jobConfig(String bootstrapServers) {
    return new JobConfig(
        JobConfig.DEFAULT_NAME,
        KafkaSettings.of(bootstrapServers),
        data.secretKey().toString(),
        JobConfig.History.DEFAULT,
        drainSettings());
  }

  private DrainSettings drainSettings() {
    Path drainCa = options.drainCa();
    DrainSettings.Buffers usual = DrainSettings.Buffers.DEFAULT;
    return DrainSettings.DEFAULT
        .with(new DrainSettings.Buffers(usual.lines(), usual.octets(), DRAIN_TASK_OCTETS))
        .with(
            DrainSettings.Reach.PRIVATE_TOO
                .trusting(drainCa == null ? null : drainCa.toAbsolutePath().toString())
                .showing(options.drainKey()));
  }

  private GatewayConfig gatewayConfig(
      FlinkCluster flink, String bootstrapServers, byte[] secretKey, Credentials credentials)
      throws Exception {
    JobConfig.History history = JobConfig.History.DEFAULT;
    return new GatewayConfig(
        new GatewayConfig.Listeners(options.host(), options.apiPort(), options.ingestPort(), null),
        KafkaSettings.of(bootstrapServers),
        new GatewayConfig.Job(
            List.of(flink.rest()),
            JobConfig.DEFAULT_NAME,
            List.of(flink.stateProxy()),
            history.lines(),
            history.octets()),
        new GatewayConfig.Secrets(secretKey, credentials.user(), credentials.password(), null),
        new GatewayConfig.Peer(GATEWAY_ID, null),
        drainSettings(),
        options.topics(),
        options.syslog(),
        IngestLimits.usual());
  }

  /** A URL by which this machine reaches a port of the gateway. */
  private URI url(int port) {
    return URI.create("http://" + hostAndPort(port));
  }

  /** An address by which this machine reaches a port of the gateway; null if there is none. */
  private String address(OptionalInt port) {
    return port.isPresent() ? hostAndPort(port.getAsInt()) : null;
  }

  private String hostAndPort(int port) {
    String host = options.host();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      host = "127.0.0.1";
    }
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
