package dev.logplex.job.savepoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the savepoint of a release. No part of a build: its name is not one that tests have. See
 * {@code src/test/resources/savepoints/README.md}.
 */
class MakeSavepoint {

  @TempDir Path directory;

  @Test
  void make() throws Exception {
    String version = System.getProperty("logplex.savepoint");
    if (version == null || !version.matches("[0-9A-Za-z.-]+")) {
      throw new IllegalArgumentException("say which version: -Dlogplex.savepoint=VERSION");
    }
    Path target = Files.createDirectory(SavepointsTest.SAVEPOINTS.resolve(version));
    try (SavedScenario scenario = new SavedScenario(directory.resolve("made"))) {
      Path saved = scenario.save();
      try (Stream<Path> files = Files.list(saved)) {
        for (Path file : files.toList()) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
    try (SavedScenario scenario = new SavedScenario(directory.resolve("restored"))) {
      ObjectNode seen = scenario.restore(target, 2);
      SavedScenario.requireWholeBooks(seen);
      Files.writeString(
          target.resolve(SavepointsTest.EXPECTED),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(seen) + "\n");
    }
  }
}
