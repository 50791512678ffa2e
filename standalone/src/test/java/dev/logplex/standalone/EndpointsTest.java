package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {

  private static final Endpoints ENDPOINTS =
      new Endpoints(
          URI.create("http://127.0.0.1:8001"),
          URI.create("http://127.0.0.1:8601"),
          "127.0.0.1:6001",
          null,
          URI.create("http://127.0.0.1:8081"),
          "ann",
          "hunter2",
          "YW5uOmh1bnRlcjI=",
          42);

  @TempDir Path temp;

  @Test
  void areWrittenForTheirOwnerAloneAndReplaceAnOlderFile() throws Exception {
    Path file = temp.resolve("endpoints.json");
    Files.writeString(file, "{\"old\":true}");
    ENDPOINTS.write(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "api", "ingest", "syslog", "flink", "user", "password", "apiKey", "pid");
    assertThat(json.get("api").asText()).isEqualTo("http://127.0.0.1:8001");
    assertThat(json.get("pid").asLong()).isEqualTo(42);
    assertThat(temp).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void doNotPrintSecrets() {
    assertThat(ENDPOINTS.toString()).doesNotContain("hunter2").doesNotContain("YW5u");
  }
}
