package dev.logplex.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code bin/logplex} as a process of its own, on what this build made. */
final class LogplexCommand implements AutoCloseable {

  private static final Path COMMAND = Path.of("../bin/logplex").toAbsolutePath().normalize();

  private final Process process;
  private final Path dataDir;
  private final CompletableFuture<List<String>> output = new CompletableFuture<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private LogplexCommand(Process process, Path dataDir) {
    this.process = process;
    this.dataDir = dataDir;
    Thread reader = new Thread(this::readOutput, "logplex-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Runs {@code up} on a directory, on any free ports. */
  static LogplexCommand up(Path dataDir) throws IOException {
    return up(dataDir, 0);
  }

  /**
   * Runs {@code up} on a directory.
   *
   * @param apiPort 0 for any free one, like all other ports
   */
  static LogplexCommand up(Path dataDir, int apiPort) throws IOException {
    return start(
        COMMAND,
        dataDir,
        Map.of(),
        "up",
        "--data-dir=" + dataDir,
        "--api-port=" + apiPort,
        "--ingest-port=0",
        "--syslog-port=0",
        "--ui-port=0");
  }

  static LogplexCommand run(Path command, Path workDir, Map<String, String> env, String... args)
      throws IOException {
    return start(command, workDir, env, args);
  }

  private static LogplexCommand start(
      Path command, Path workDir, Map<String, String> env, String... args) throws IOException {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(workDir.toFile()).redirectErrorStream(true);
    builder.environment().remove("LOGPLEX_USER");
    builder.environment().remove("LOGPLEX_PASSWORD");
    builder.environment().remove("JAVA_OPTS");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // The build that runs this test has built all there is.
    builder.environment().put("LOGPLEX_BUILD", "never");
    builder.environment().putAll(env);
    return new LogplexCommand(builder.start(), workDir);
  }

  static Path command() {
    return COMMAND;
  }

  /** Waits for the line that says so and reads what the process wrote for programs. */
  JsonNode awaitReady(Duration limit) throws Exception {
    ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    return new ObjectMapper().readTree(Files.readString(dataDir.resolve("endpoints.json")));
  }

  /** As {@code kill -TERM}. */
  void terminate() {
    process.destroy();
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int awaitExit(Duration limit) throws Exception {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException("still running after " + limit);
    }
    return process.exitValue();
  }

  /** All lines the process printed; it has ended. */
  List<String> output() throws Exception {
    return output.get(10, TimeUnit.SECONDS);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  private void readOutput() {
    List<String> lines = new ArrayList<>();
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println("[logplex] " + line);
        lines.add(line);
        if (line.startsWith("Logplex is ready")) {
          ready.complete(null);
        }
      }
      ready.completeExceptionally(new IOException("it ended before it was ready: " + lines));
      output.complete(lines);
    } catch (IOException e) {
      ready.completeExceptionally(e);
      output.completeExceptionally(e);
    }
  }
}
