package dev.logplex.cluster;

import dev.logplex.secret.SecretKeys;
import dev.logplex.standalone.Credentials;
import dev.logplex.standalone.DataDirectory;
import dev.logplex.standalone.Progress;
import dev.logplex.standalone.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logplex cluster start}: everything, or one part that was killed. */
@Command(
    name = "start",
    sortOptions = false,
    description = {
      "Starts the cluster, continuing what is in DIR, and returns when lines flow through every"
          + " gateway; the processes go on. Addresses and credentials are then in"
          + " DIR/endpoints.json.",
      "With PART, starts one part again that does not live.",
      "The operator's user and password are taken from LOGPLEX_USER and LOGPLEX_PASSWORD, or made"
          + " once."
    })
final class StartCommand extends Subcommand {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration TURN = Duration.ofSeconds(60);

  @Parameters(
      arity = "0..1",
      paramLabel = "PART",
      description = "kafka, jobmanager, taskmanager-N, gateway-N or supervisor.")
  private String part;

  @Option(
      names = "--taskmanagers",
      paramLabel = "N",
      defaultValue = "2",
      description = "TaskManagers, with two slots each (default: ${DEFAULT-VALUE}).")
  private int taskManagers;

  @Option(
      names = "--gateways",
      paramLabel = "N",
      defaultValue = "2",
      description = "Gateways (default: ${DEFAULT-VALUE}).")
  private int gateways;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Tasks of the job, if it was never there before (default: ${DEFAULT-VALUE}); later"
              + " `cluster scale` sets them.")
  private int parallelism;

  @Mixin private PortOptions ports;

  @Option(
      names = "--drain-ca",
      paramLabel = "FILE",
      description = "Certificates, in PEM, trusted for drains beside the platform's.")
  private Path drainCa;

  private final Map<String, String> environment;

  StartCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal);
    this.environment = environment;
  }

  @Override
  int run() throws Exception {
    return part == null ? startAll() : startOne(Part.parse(part));
  }

  private int startOne(Part which) throws Exception {
    Cluster.requireExists(dataDir());
    try (Cluster cluster = Cluster.open(dataDir(), TURN)) {
      cluster.plan().require(which);
      if (cluster.lives(which)) {
        throw new StartException(which + " lives");
      }
      if (cluster.living().isEmpty()) {
        throw new StartException("nothing of this cluster lives; start it without naming a part");
      }
      new ClusterStart(cluster, new Progress(terminal().out())).start(which);
      terminal().line(which + " is started");
    }
    return DONE;
  }

  private int startAll() throws Exception {
    if (taskManagers < 1 || taskManagers > 99 || gateways < 1 || gateways > 99 || parallelism < 1) {
      throw new StartException(
          "--taskmanagers and --gateways must be from 1 to 99, --parallelism at least 1");
    }
    DataDirectory data = DataDirectory.ofCluster(dataDir(), PATIENCE);
    try (data) {
      requireNothingLives(data.root());
      Credentials credentials = Credentials.load(data.credentials(), environment);
      credentials.keep(data.credentials());
      SecretKeys.readOrCreate(data.secretKey());
      ClusterPlan plan =
          ports.plan(
              taskManagers, gateways, drainCa == null ? null : drainCa.toAbsolutePath().toString());
      plan.write(data.cluster());
      start(Cluster.create(data, credentials, plan));
    }
    return DONE;
  }

  private static void requireNothingLives(Path root) {
    if (Files.notExists(root.resolve("cluster.json"))) {
      return;
    }
    Processes processes = Cluster.processes(root);
    List<Part> living =
        ClusterPlan.read(root.resolve("cluster.json")).parts().stream()
            .filter(part -> processes.living(part).isPresent())
            .toList();
    if (!living.isEmpty()) {
      throw new StartException(
          "a cluster runs in "
              + root
              + " ("
              + living.stream().map(Part::name).collect(Collectors.joining(", "))
              + "); stop it first");
    }
  }

  /** The supervisor first: it would start others again. */
  private static void killAll(Cluster cluster) {
    List<Part> parts = new ArrayList<>(cluster.plan().parts());
    Collections.reverse(parts);
    parts.forEach(cluster.processes()::kill);
  }

  /** Starts all, or leaves nothing running: also when the command is interrupted. */
  private void start(Cluster cluster) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread undo =
        new Thread(
            () -> {
              if (!done.get()) {
                killAll(cluster);
              }
            },
            "undo");
    Runtime.getRuntime().addShutdownHook(undo);
    try {
      new ClusterStart(cluster, new Progress(terminal().out())).run(parallelism);
      done.set(true);
    } finally {
      if (!done.get()) {
        undo.run();
      }
    }
    terminal().line("Drains may point to loopback and private addresses.");
    terminal()
        .line(
            "Logplex is ready: API "
                + cluster.plan().api(1)
                + ", lines to "
                + cluster.plan().ingest(1)
                + "/logs, Flink "
                + cluster.plan().rest()
                + "; all addresses are in "
                + cluster.data().endpoints());
  }
}
