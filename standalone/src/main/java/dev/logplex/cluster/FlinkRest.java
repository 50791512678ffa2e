package dev.logplex.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.standalone.StartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink's REST API. Any answer but success is an {@link IOException} with Flink's reason. */
final class FlinkRest {

  private static final Logger LOG = LoggerFactory.getLogger(FlinkRest.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Main methods take their time on a busy machine. */
  private static final Duration SUBMIT_LIMIT = Duration.ofSeconds(60);

  private static final String BOUNDARY = "logplex-job-jar";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final URI address;

  FlinkRest(URI address) {
    this.address = address;
  }

  /** TaskManagers and slots. */
  JsonNode overview() throws IOException, InterruptedException {
    return get("/overview");
  }

  /** Resource ids of the TaskManagers that have registered. */
  List<String> taskManagers() throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    get("/taskmanagers").path("taskmanagers").forEach(tm -> ids.add(tm.path("id").asText()));
    return ids;
  }

  /** All jobs that the JobManager remembers. */
  List<FlinkJob> jobs() throws IOException, InterruptedException {
    List<FlinkJob> jobs = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      jobs.add(
          new FlinkJob(
              job.path("jid").asText(), job.path("name").asText(), job.path("state").asText()));
    }
    return jobs;
  }

  /** Whether all of a job's tasks run. */
  boolean allTasksRun(String job) throws IOException, InterruptedException {
    JsonNode detail = get("/jobs/" + job);
    if (!detail.path("state").asText().equals("RUNNING")) {
      return false;
    }
    for (JsonNode vertex : detail.path("vertices")) {
      if (!vertex.path("status").asText().equals("RUNNING")) {
        return false;
      }
    }
    return true;
  }

  /** Tasks of each of the job's operators. */
  int parallelism(String job) throws IOException, InterruptedException {
    int parallelism = 1;
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      parallelism = Math.max(parallelism, vertex.path("parallelism").asInt());
    }
    return parallelism;
  }

  /** Why the job failed last; empty if it did not. */
  String lastFailure(String job) throws IOException, InterruptedException {
    JsonNode first = get("/jobs/" + job + "/exceptions").at("/exceptionHistory/entries/0");
    return rootCause(first.path("stacktrace").asText(""));
  }

  /** Where the job's state came from; null if it began with none. */
  String restoredFrom(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job + "/checkpoints").at("/latest/restored/external_path").asText(null);
  }

  /**
   * Submits a jar as a new job, without waiting for it to run.
   *
   * @param from savepoint or checkpoint; null for none
   * @return the job's id
   */
  String run(Path jar, List<String> args, int parallelism, String from)
      throws IOException, InterruptedException {
    String id = upload(jar);
    try {
      ObjectNode body = JSON.createObjectNode().put("parallelism", parallelism);
      args.forEach(body.putArray("programArgsList")::add);
      if (from != null) {
        body.put("savepointPath", from);
      }
      return send("POST", "/jars/" + id + "/run", SUBMIT_LIMIT, json(body)).path("jobid").asText();
    } finally {
      delete(id);
    }
  }

  /** The job has a copy. What is left goes with the JobManager's scratch space. */
  private void delete(String jar) throws InterruptedException {
    try {
      send("DELETE", "/jars/" + jar, LIMIT, BodyPublishers.noBody());
    } catch (IOException e) {
      LOG.info("an uploaded jar is left: {}", e.getMessage());
    }
  }

  /** Takes a savepoint and ends the job; returns the savepoint's path. */
  String stop(String job, Path target, Duration limit) throws IOException, InterruptedException {
    ObjectNode body =
        JSON.createObjectNode()
            .put("targetDirectory", "file://" + target)
            .put("drain", false)
            .put("formatType", "CANONICAL");
    return savepoint(job, "/jobs/" + job + "/stop", body, limit);
  }

  /** Takes a savepoint of a job that goes on; returns its path. */
  String savepoint(String job, Path target, Duration limit)
      throws IOException, InterruptedException {
    ObjectNode body =
        JSON.createObjectNode()
            .put("target-directory", "file://" + target)
            .put("cancel-job", false)
            .put("formatType", "CANONICAL");
    return savepoint(job, "/jobs/" + job + "/savepoints", body, limit);
  }

  void cancel(String job) throws IOException, InterruptedException {
    send("PATCH", "/jobs/" + job, LIMIT, BodyPublishers.noBody());
  }

  private String savepoint(String job, String path, ObjectNode body, Duration limit)
      throws IOException, InterruptedException {
    String request = send("POST", path, LIMIT, json(body)).path("request-id").asText();
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
      if (answer.at("/status/id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (operation.has("location")) {
          return Path.of(URI.create(operation.get("location").asText()).getPath()).toString();
        }
        throw new IOException(rootCause(operation.at("/failure-cause/stack-trace").asText("")));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("no savepoint within " + limit.toSeconds() + " s");
      }
      Thread.sleep(100);
    }
  }

  private String upload(Path jar) throws IOException, InterruptedException {
    String head =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"logplex-job.jar\""
            + "\r\nContent-Type: application/x-java-archive\r\n\r\n";
    String tail = "\r\n--" + BOUNDARY + "--\r\n";
    HttpRequest request =
        request("/jars/upload", SUBMIT_LIMIT)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(
                BodyPublishers.fromPublisher(
                    BodyPublishers.ofInputStream(() -> concat(head, jar, tail)),
                    head.length() + Files.size(jar) + tail.length()))
            .build();
    String file = answer(request).path("filename").asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private static InputStream concat(String head, Path file, String tail) {
    try {
      return new SequenceInputStream(
          Collections.enumeration(List.of(octets(head), Files.newInputStream(file), octets(tail))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream octets(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return answer(request(path, LIMIT).GET().build());
  }

  private JsonNode send(String method, String path, Duration limit, BodyPublisher body)
      throws IOException, InterruptedException {
    return answer(
        request(path, limit)
            .header("Content-Type", "application/json")
            .method(method, body)
            .build());
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(limit);
  }

  private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = JSON.readTree(response.body());
    if (response.statusCode() / 100 != 2) {
      JsonNode errors = answer.path("errors");
      throw new IOException(
          "Flink answered "
              + response.statusCode()
              + ": "
              + rootCause(errors.path(errors.size() - 1).asText("")));
    }
    return answer;
  }

  /** The innermost reason in a stack trace, without the name of its class. */
  static String rootCause(String trace) {
    String cause = "";
    for (String line : trace.lines().toList()) {
      if (cause.isEmpty() || line.startsWith("Caused by: ")) {
        cause = line.replaceFirst("^Caused by: ", "").replaceFirst("^([\\w$]+\\.)+[\\w$]+: ", "");
      }
    }
    return cause;
  }

  private static BodyPublisher json(ObjectNode body) throws IOException {
    return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
  }

  /** A job as Flink lists it. */
  record FlinkJob(String id, String name, String state) {

    /** Whether it runs, or will again without being submitted. */
    boolean lives() {
      return !ended() && !state.equals("SUSPENDED");
    }

    boolean ended() {
      return state.equals("FINISHED") || state.equals("CANCELED") || state.equals("FAILED");
    }

    /** Somebody told it to end: nothing else ends it so. */
    boolean endedOnPurpose() {
      return ended() && !state.equals("FAILED");
    }
  }

  /** For sentences: what made a request fail. */
  static StartException failed(String what, IOException e) {
    return new StartException(what + ": " + StartException.reason(e), e);
  }
}
