package dev.logplex.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.standalone.DirectoryTree;
import dev.logplex.testkit.Endpoints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cluster of real processes, as the command starts it, with all that tests do to it. */
final class TestCluster implements AutoCloseable {

  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Path directory;

  private TestCluster(Path directory) {
    this.directory = directory;
  }

  /** One that was not started yet. */
  static TestCluster in(Path directory) {
    System.setProperty("logplex.home", HOME.toString());
    return new TestCluster(directory);
  }

  static TestCluster start(String... options) throws IOException {
    TestCluster cluster = in(Files.createTempDirectory("logplex-cluster"));
    List<String> line = new ArrayList<>(List.of("start"));
    line.addAll(List.of(options));
    cluster.run(line.toArray(String[]::new));
    return cluster;
  }

  Path directory() {
    return directory;
  }

  /** Gives a command; returns the lines it printed. */
  List<String> run(String... args) {
    Said said = say(args);
    if (said.status() != 0) {
      throw new AssertionError(String.join(" ", args) + " failed: " + said.err());
    }
    return said.out();
  }

  /** The same, whatever comes of it. */
  Said say(String... args) {
    List<String> line = new ArrayList<>(List.of(args));
    line.add("--data-dir=" + directory);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        ClusterCommand.commandLine(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), Map.of())
            .execute(line.toArray(String[]::new));
    System.out.println(line + " -> " + status + "\n" + out.toString(UTF_8) + err.toString(UTF_8));
    return new Said(status, out.toString(UTF_8).lines().toList(), err.toString(UTF_8).strip());
  }

  /** What a command said. */
  record Said(int status, List<String> out, String err) {}

  Endpoints endpoints() throws IOException {
    return Endpoints.read(directory.resolve("endpoints.json"));
  }

  JsonNode told() throws IOException {
    return JSON.readTree(directory.resolve("endpoints.json").toFile());
  }

  /** The same endpoints, but of another gateway than the first. */
  Endpoints gateway(int number) throws IOException {
    Endpoints e = endpoints();
    JsonNode told = told();
    return new Endpoints(
        URI.create(told.at("/gateways/" + (number - 1)).asText()),
        URI.create(told.at("/ingests/" + (number - 1)).asText()),
        e.flink(),
        e.user(),
        e.password(),
        e.pid());
  }

  String bootstrap() throws IOException {
    return told().get("bootstrap").asText();
  }

  ProcessHandle process(String part) throws IOException {
    return ProcessHandle.of(told().at("/pids").get(part).asLong()).orElseThrow();
  }

  /**
   * As {@code kill -9}; returns when the process is gone.
   *
   * @return when it was told to go
   */
  long kill(String part) throws IOException {
    ProcessHandle process = process(part);
    long at = System.nanoTime();
    process.destroyForcibly();
    await().until(() -> !process.isAlive());
    return at;
  }

  void signal(String part, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process(part).pid())).start().waitFor();
  }

  JsonNode flink(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(endpoints().flink().resolve(path))
                .timeout(Duration.ofSeconds(5))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return JSON.readTree(answer.body());
  }

  /** The id of the job that runs; the newest, if there were others. */
  String job() throws IOException, InterruptedException {
    for (JsonNode job : flink("/jobs/overview").path("jobs")) {
      if (job.get("state").asText().equals("RUNNING")) {
        return job.get("jid").asText();
      }
    }
    throw new IOException("no job runs");
  }

  /** Whether all tasks of the job run. */
  boolean runs() throws IOException, InterruptedException {
    return allRun(flink("/jobs/" + job()));
  }

  private static boolean allRun(JsonNode job) {
    for (JsonNode vertex : job.get("vertices")) {
      if (!vertex.get("status").asText().equals("RUNNING")) {
        return false;
      }
    }
    return job.get("state").asText().equals("RUNNING");
  }

  /** Milliseconds since the epoch at which the job restarted last; 0 if it never did. */
  long restarted() throws IOException, InterruptedException {
    return flink("/jobs/" + job()).at("/timestamps/RESTARTING").asLong();
  }

  @Override
  public void close() throws IOException {
    say("stop", "--no-savepoint");
    Processes processes = Cluster.processes(directory);
    ClusterPlan.read(directory.resolve("cluster.json")).parts().forEach(processes::kill);
    DirectoryTree.delete(directory);
  }
}
