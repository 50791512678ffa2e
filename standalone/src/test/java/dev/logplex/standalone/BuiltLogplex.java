package dev.logplex.standalone;

import dev.logplex.testkit.LogplexProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts {@code bin/logplex up} as it was built, in a process of its own. */
final class BuiltLogplex {

  private static final Path COMMAND = Path.of("..", "bin", "logplex").toAbsolutePath().normalize();

  private BuiltLogplex() {}

  static LogplexProcess up(Path directory, String... options) throws IOException {
    return LogplexProcess.start(
        List.of("env", "LOGPLEX_BUILD=never", COMMAND.toString()), directory, options);
  }
}
