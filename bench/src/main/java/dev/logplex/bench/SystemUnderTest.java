package dev.logplex.bench;

import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.Endpoints;
import dev.logplex.testkit.LogplexProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The running system that is measured: one that is there already, or one started for it. */
final class SystemUnderTest {

  @Option(
      names = "--endpoints",
      paramLabel = "FILE",
      description = "endpoints.json of a running system; without it one is started")
  private Path endpointsFile;

  @Option(
      names = "--logplex",
      paramLabel = "PATH",
      description = "the command that is started (default: ${DEFAULT-VALUE})")
  private Path command = Path.of("bin/logplex");

  /** Open while it is measured; a system that was started for it goes when closed. */
  final class Running implements AutoCloseable {

    private final LogplexProcess process;
    private final Path directory;
    private final Endpoints endpoints;

    private Running() throws IOException {
      if (endpointsFile == null) {
        directory = Files.createTempDirectory("logplex-bench");
        process = LogplexProcess.start(List.of(command.toAbsolutePath().toString()), directory);
        endpoints = process.endpoints();
      } else {
        directory = null;
        process = null;
        endpoints = Endpoints.read(endpointsFile);
      }
    }

    Endpoints endpoints() {
      return endpoints;
    }

    ApiClient api() {
      return new ApiClient(endpoints);
    }

    long pid() {
      return endpoints.pid();
    }

    @Override
    public void close() throws IOException, InterruptedException {
      if (process == null) {
        return;
      }
      try (process) {
        process.stop();
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  Running start() throws IOException {
    return new Running();
  }
}
