package dev.logplex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.secret.SecretKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class GatewayCommandTest {

  @TempDir Path directory;
  private final StringWriter err = new StringWriter();
  private String keyFile;

  @BeforeEach
  void writeKey() throws Exception {
    Path file = directory.resolve("key");
    SecretKeys.readOrCreate(file);
    keyFile = file.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--api-port=70000        | the API port is 0 to 65535, not 70000",
        "--api-port=8601         | the API and the ingest port are both 8601, they must differ",
        "--state-proxies=nowhere | a state proxy is host:port, not nowhere",
        "--history-lines=0       | history lines must be at least 1, not 0",
        "--public-url=ftp://x    | the public URL must be http(s)://host",
        "--internal-url=http://x/y | the internal URL must be http(s)://host:port",
        "--kafka-config=nowhere  | the Kafka settings nowhere do not exist",
        "--kafka=                | the Kafka bootstrap servers are missing",
        "--api-port=many         | Invalid value for option '--api-port'",
        "--frobnicate            | Unknown option: '--frobnicate'",
      })
  void saysInOneSentenceWhatMakesNoSense(String option, String problem) {
    assertThat(run(Map.of(), "--key-file", keyFile, option)).isEqualTo(2);
    assertThat(err.toString()).startsWith("logplex-gateway: ").contains(problem);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void readsSettingsForKafkaClientsFromAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("kafka"), "security.protocol=SSL\n");
    CommandLine line = Gateway.commandLine(Map.of());
    line.parseArgs(
        "--key-file", keyFile, "--kafka-config", file.toString(), "--internal-url=http://gw-1:0");
    GatewayConfig config = ((GatewayCommand) line.getCommand()).config();
    assertThat(config.kafka().extra()).containsExactly(Map.entry("security.protocol", "SSL"));
    assertThat(config.peer().internalUrl()).hasToString("http://gw-1:0");
  }

  @Test
  void needsAKey() {
    assertThat(run(Map.of(), "--key-file", directory.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none does not exist");
  }

  @Test
  void needsUserAndPasswordTogether() {
    assertThat(run(Map.of("LOGPLEX_USER", "me"), "--key-file", keyFile)).isEqualTo(2);
    assertThat(err.toString()).contains("user and password are given both or not at all");
  }

  private int run(Map<String, String> environment, String... args) {
    CommandLine line = Gateway.commandLine(environment);
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
