package dev.logplex.job.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** This build restores the savepoint of each release: see {@code README.md} beside them. */
class SavepointsTest {

  static final Path SAVEPOINTS = Path.of("src", "test", "resources", "savepoints");
  static final String EXPECTED = "expected.json";

  @TempDir Path directory;

  @Test
  void thereIsOne() throws IOException {
    assertThat(savepoints()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  void whatWasSavedIsThereToTheLine(Path savepoint) throws Exception {
    try (SavedScenario scenario = new SavedScenario(directory)) {
      String seen = scenario.restore(savepoint, 3).toPrettyString();
      assertThat(seen).isEqualTo(expected(savepoint).toPrettyString());
    }
  }

  private static JsonNode expected(Path savepoint) throws IOException {
    return new ObjectMapper().readTree(savepoint.resolve(EXPECTED).toFile());
  }

  static Stream<Path> savepoints() throws IOException {
    return Files.list(SAVEPOINTS).filter(Files::isDirectory).sorted();
  }
}
