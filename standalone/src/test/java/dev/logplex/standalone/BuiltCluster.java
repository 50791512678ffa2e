package dev.logplex.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.testkit.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code bin/logplex cluster} as it was built, on a directory of its own. */
final class BuiltCluster implements AutoCloseable {

  private static final Path COMMAND = Path.of("..", "bin", "logplex").toAbsolutePath().normalize();
  private static final int LIMIT_SECONDS = 180;

  private final Path directory;

  private BuiltCluster(Path directory) {
    this.directory = directory;
  }

  /** Starts it and returns when it is ready. */
  static BuiltCluster start(Path directory, String... options) throws Exception {
    BuiltCluster cluster = new BuiltCluster(directory);
    List<String> words = new ArrayList<>(List.of("start"));
    words.addAll(List.of(options));
    cluster.command(words.toArray(String[]::new));
    return cluster;
  }

  /**
   * Runs a subcommand.
   *
   * @throws IOException if it fails, with what it printed
   */
  void command(String... words) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(List.of("env", "LOGPLEX_BUILD=never", COMMAND.toString(), "cluster"));
    line.addAll(List.of(words));
    line.addAll(List.of("--data-dir", directory.toString()));
    Path output = Files.createTempFile(directory, "command", ".out");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + ": " + Files.readString(output));
    }
  }

  Endpoints endpoints() throws IOException {
    return Endpoints.read(directory.resolve("endpoints.json"));
  }

  /** Ends a part at once, as {@code kill -9} does. */
  void kill(String part) throws IOException {
    JsonNode pids = new ObjectMapper().readTree(directory.resolve("endpoints.json").toFile());
    ProcessHandle process = ProcessHandle.of(pids.at("/pids/" + part).asLong()).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() throws Exception {
    command("stop", "--no-savepoint");
  }
}
