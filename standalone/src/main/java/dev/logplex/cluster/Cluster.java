package dev.logplex.cluster;

import dev.logplex.standalone.Credentials;
import dev.logplex.standalone.DataDirectory;
import dev.logplex.standalone.Endpoints;
import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A cluster in its data directory, which this keeps others from changing until it is closed. What
 * runs goes on when this is closed.
 */
final class Cluster implements AutoCloseable {

  private static final Duration TURN = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final DataDirectory data;
  private final Processes processes;
  private final Launcher launcher;
  private final Installation installation;
  private final Credentials credentials;
  private ClusterPlan plan;

  private Cluster(
      DataDirectory data, Installation installation, Credentials credentials, ClusterPlan plan) {
    this.data = data;
    this.installation = installation;
    this.credentials = credentials;
    this.processes = processes(data.root());
    this.launcher = new Launcher(installation, data, credentials);
    this.plan = plan;
  }

  /**
   * A cluster that was started before.
   *
   * @throws StartException if there is none, or another command works on it for too long
   */
  static Cluster open(Path directory) {
    requireExists(directory);
    return open(directory, TURN);
  }

  /**
   * The same, waiting no longer for others than this.
   *
   * @throws StartException if there is none, or others work on it
   */
  static Cluster open(Path directory, Duration patience) {
    DataDirectory data = DataDirectory.ofCluster(directory, patience);
    try {
      return new Cluster(
          data,
          Installation.current(),
          Credentials.load(data.credentials(), Map.of()),
          ClusterPlan.read(data.cluster()));
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** A cluster that is about to be started on a directory. */
  static Cluster create(DataDirectory data, Credentials credentials, ClusterPlan plan) {
    return new Cluster(data, Installation.current(), credentials, plan);
  }

  static void requireExists(Path directory) {
    if (Files.notExists(directory.resolve("cluster.json"))) {
      throw new StartException("there is no cluster in " + directory.toAbsolutePath().normalize());
    }
  }

  static Processes processes(Path directory) {
    return new Processes(directory.resolve("run"));
  }

  DataDirectory data() {
    return data;
  }

  ClusterPlan plan() {
    return plan;
  }

  Installation installation() {
    return installation;
  }

  Credentials credentials() {
    return credentials;
  }

  Processes processes() {
    return processes;
  }

  JobControl job() {
    return new JobControl(data, plan);
  }

  boolean lives(Part part) {
    return processes.living(part).isPresent();
  }

  List<Part> living() {
    return plan.parts().stream().filter(this::lives).toList();
  }

  /** Starts a part that does not live; returns when its process does. */
  void launch(Part part) throws IOException {
    processes.start(part, launcher.prepare(part, plan));
  }

  /** What the part printed last, for a sentence. */
  String lastWords(Part part) {
    return Logs.lastWords(launcher.log(part));
  }

  void plan(ClusterPlan changed) throws IOException {
    plan = changed;
    plan.write(data.cluster());
  }

  /** Tells programs where everything is, now. */
  void writeEndpoints() throws IOException {
    Map<String, Long> pids = new LinkedHashMap<>();
    for (Part part : plan.parts()) {
      processes.living(part).ifPresent(process -> pids.put(part.name(), process.pid()));
    }
    new ClusterEndpoints(
            new Endpoints(
                plan.api(1),
                plan.ingest(1),
                plan.syslog(1),
                null,
                plan.rest(),
                credentials.user(),
                credentials.password(),
                credentials.basic(),
                pids.getOrDefault(Part.SUPERVISOR.name(), 0L)),
            IntStream.rangeClosed(1, plan.gateways().size()).mapToObj(plan::api).toList(),
            IntStream.rangeClosed(1, plan.gateways().size()).mapToObj(plan::ingest).toList(),
            plan.bootstrap(),
            pids)
        .write(data.endpoints());
  }

  /**
   * Ends all processes, those that depend on others first.
   *
   * @return those that did not end by themselves when they were told to
   */
  List<Part> stopProcesses() throws IOException {
    Files.deleteIfExists(data.endpoints());
    List<Part> killed = new ArrayList<>(stop(Part.Kind.SUPERVISOR));
    killed.addAll(stop(Part.Kind.GATEWAY));
    killed.addAll(stop(Part.Kind.TASKMANAGER, Part.Kind.JOBMANAGER));
    killed.addAll(stop(Part.Kind.KAFKA));
    return killed;
  }

  private List<Part> stop(Part.Kind... kinds) {
    return processes.stop(
        plan.parts().stream().filter(part -> List.of(kinds).contains(part.kind())).toList(),
        STOP_LIMIT);
  }

  @Override
  public void close() {
    data.close();
  }
}
