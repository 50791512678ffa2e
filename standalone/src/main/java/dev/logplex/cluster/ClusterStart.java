package dev.logplex.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.standalone.Progress;
import dev.logplex.standalone.ReadinessProbe;
import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/** Brings a whole cluster up: all parts or none. */
final class ClusterStart {

  private static final Duration PART_LIMIT = Duration.ofSeconds(90);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);
  private static final int PAUSE_MILLIS = 50;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Cluster cluster;
  private final Progress progress;

  ClusterStart(Cluster cluster, Progress progress) {
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * Returns when a line sent to any gateway is read back from it.
   *
   * @param parallelism tasks of a job that was never there before
   * @throws Exception if that cannot be had; the caller ends what was started
   */
  void run(int parallelism) throws Exception {
    ClusterPlan plan = cluster.plan();
    JobControl job = cluster.job();
    Path built = cluster.installation().jobJar();
    if (Files.notExists(built)) {
      throw new StartException(built + " is missing; build it with `mvn package`");
    }
    Files.copy(built, job.jar(), StandardCopyOption.REPLACE_EXISTING);
    cluster.launch(Part.KAFKA);
    cluster.launch(Part.JOBMANAGER);
    for (int i = 1; i <= plan.taskManagers(); i++) {
      cluster.launch(Part.taskManager(i));
    }
    progress.phase("Kafka", () -> awaitKafka());
    progress.phase("topics", () -> createTopics());
    for (int i = 1; i <= plan.gateways().size(); i++) {
      cluster.launch(Part.gateway(i));
    }
    progress.phase("Flink", () -> awaitTaskManagers(plan.taskManagers()));
    startJob(job, parallelism);
    cluster.launch(Part.SUPERVISOR);
    for (int i = 1; i <= plan.gateways().size(); i++) {
      int gateway = i;
      progress.phase("gateway " + i, () -> awaitGateway(gateway));
    }
    progress.phase("a line sent and read back through each", this::probe);
    cluster.writeEndpoints();
  }

  private void startJob(JobControl job, int parallelism) throws Exception {
    Optional<JobRecord> last = job.last();
    String from = last.isPresent() ? job.newestState(last.get()) : null;
    int tasks = last.map(JobRecord::parallelism).orElse(parallelism);
    int slots = job.flink().overview().path("slots-total").asInt();
    if (tasks > slots) {
      throw new StartException(
          "the job needs " + tasks + " slots, and the TaskManagers have " + slots + " together");
    }
    progress.phase(
        from == null ? "job" : "job from " + Path.of(from).getFileName(),
        () -> {
          job.run(job.jar(), tasks, from);
          return null;
        });
  }

  /** Starts one part of a running cluster; returns when it serves. */
  void start(Part part) throws Exception {
    cluster.launch(part);
    switch (part.kind()) {
      case KAFKA -> awaitKafka();
      case JOBMANAGER -> await(part, "Flink's REST API", () -> overview() != null);
      case TASKMANAGER -> awaitRegistered(part);
      case GATEWAY -> awaitGateway(part.number());
      case SUPERVISOR -> {}
    }
    cluster.writeEndpoints();
  }

  /** Adds TaskManagers until there are so many slots. */
  void awaitSlots(int slots) throws Exception {
    while (overview().path("slots-total").asInt() < slots) {
      int next = cluster.plan().taskManagers() + 1;
      cluster.plan(cluster.plan().withTaskManagers(next));
      start(Part.taskManager(next));
    }
  }

  private Void awaitKafka() throws Exception {
    await(
        Part.KAFKA,
        "Kafka's port",
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(
                new InetSocketAddress(ClusterPlan.HOST, cluster.plan().kafkaPort()), 1_000);
            return true;
          }
        });
    return null;
  }

  private Void createTopics() {
    KafkaTopics.ensure(KafkaSettings.of(cluster.plan().bootstrap()), TopicSettings.DEFAULT);
    return null;
  }

  private Void awaitTaskManagers(int number) throws Exception {
    await(
        Part.JOBMANAGER,
        number + " TaskManagers",
        () -> {
          for (int i = 1; i <= number; i++) {
            requireAlive(Part.taskManager(i));
          }
          return overview().path("taskmanagers").asInt() >= number;
        });
    return null;
  }

  private void awaitRegistered(Part part) throws Exception {
    await(
        part, "Flink to know it", () -> cluster.job().flink().taskManagers().contains(part.name()));
  }

  private Void awaitGateway(int number) throws Exception {
    URI health = cluster.plan().api(number).resolve("/v3/healthcheck");
    await(
        Part.gateway(number),
        "its API",
        () ->
            http.send(
                        HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(2)).build(),
                        HttpResponse.BodyHandlers.discarding())
                    .statusCode()
                == 200);
    return null;
  }

  private Void probe() throws InterruptedException {
    ClusterPlan plan = cluster.plan();
    for (int i = 1; i <= plan.gateways().size(); i++) {
      new ReadinessProbe(plan.api(i), plan.ingest(i), cluster.credentials()).await(PROBE_LIMIT);
    }
    return null;
  }

  private JsonNode overview() throws IOException, InterruptedException {
    return cluster.job().flink().overview();
  }

  /** Waits for a condition that a living part fulfils; failing to ask means: not yet. */
  private void await(Part part, String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + PART_LIMIT.toNanos();
    while (true) {
      requireAlive(part);
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new StartException(
              part + " does not serve: " + what + " (" + StartException.reason(e) + ")", e);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new StartException(part + " does not serve: no " + what + " in time");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void requireAlive(Part part) {
    if (!cluster.lives(part)) {
      throw new StartException(
          part
              + " ended while it started: "
              + cluster.lastWords(part).replaceFirst("^logplex(-gateway)?: ", ""));
    }
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }
}
