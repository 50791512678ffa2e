package dev.logplex.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OuterSettingsTest {

  private static final Set<String> KEYS = Set.of("api-port", "host", "kafka");

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = Files.writeString(directory.resolve("settings"), "api-port=1\nhost = ::1 \nkafka=\n");
  }

  @Test
  void theEnvironmentIsStrongerThanTheFile() {
    OuterSettings settings = read(Map.of("LOGPLEX_API_PORT", "2", "LOGPLEX_HOST", ""));
    assertThat(settings.get("api-port")).isEqualTo("2");
    assertThat(settings.get("host")).isEqualTo("::1");
    assertThat(settings.get("kafka")).isNull();
  }

  @Test
  void keysThatNobodyKnowsAreNamed() throws Exception {
    Files.writeString(file, "api_port=1\nhost=x\nzone=y\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of()))
        .withMessage(file + " holds unknown settings: api_port, zone");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path none = directory.resolve("none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OuterSettings.read("LOGPLEX_", Map.of(), none, KEYS))
        .withMessage("the file " + none + " does not exist");
  }

  @Test
  void whatIsNoTextIsNotQuoted() throws Exception {
    Files.writeString(file, "host=\\u00zz-secret\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of()))
        .withMessage("the file " + file + " cannot be read as properties");
  }

  private OuterSettings read(Map<String, String> environment) {
    return OuterSettings.read("LOGPLEX_", environment, file, KEYS);
  }
}
