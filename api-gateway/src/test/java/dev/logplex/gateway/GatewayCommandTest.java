package dev.logplex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
        "--api-port=70000        | api-port must be from 0 to 65535, not 70000",
        "--api-port=8601         | api-port and ingest-port are both 8601, they must differ",
        "--state-proxies=nowhere | state-proxies must be host:port, or :port",
        "--history-lines=0       | history-lines must be from 1 to 1500, not 0",
        "--public-url=ftp://x    | public-url must be http(s)://host",
        "--internal-url=http://x/y | internal-url must be http(s)://host:port",
        "--kafka-config=nowhere  | the file nowhere does not exist",
        "--kafka=                | kafka must name the bootstrap servers",
        "--drain-deny=x          | drain-deny must be address blocks like 10.1.0.0/16,fd00::/8, not 'x'",
        "--logs-retention-octets=5 | logs-retention-octets must be from 67108864",
        "--logs-partitions=0     | logs-partitions must be from 1 to 10000, not 0",
        "--token-burst-seconds=0 | token-burst-seconds must be from 1 to 86400, not 0",
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

  @Test
  void anOptionIsStrongerThanTheEnvironmentAndThatThanTheFile() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("gateway"),
            "host=::1\napi-port=1\ningest-port=2\nuser=me\npassword=it\nallow-private-drains=true\n");
    String[] args = {"--config", file.toString(), "--key-file", keyFile, "--api-port", "5"};
    CommandLine line =
        Gateway.commandLine(Map.of("LOGPLEX_API_PORT", "4", "LOGPLEX_INGEST_PORT", "3"), args);
    line.parseArgs(args);
    GatewayConfig config = ((GatewayCommand) line.getCommand()).config();
    assertThat(config.listeners()).isEqualTo(new GatewayConfig.Listeners("::1", 5, 3, null));
    assertThat(config.drains().reach().allowPrivate()).isTrue();
    assertThat(config.secrets().user()).isEqualTo("me");
    assertThat(config.secrets().password()).isEqualTo("it");
    assertThat(config.toString()).doesNotContain("password=it");
  }

  @Test
  void refusesAFileWithSettingsThatNobodyKnows() throws Exception {
    Path file = Files.writeString(directory.resolve("gateway"), "api_port=1\nconfig=x\n");
    Map<String, String> environment = Map.of("LOGPLEX_CONFIG", file.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.commandLine(environment))
        .withMessage(file + " holds unknown settings: api_port, config");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.commandLine(Map.of(), "--api-port=1", "--config"))
        .withMessageContaining("--config");
  }

  private int run(Map<String, String> environment, String... args) {
    CommandLine line = Gateway.commandLine(environment, args);
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
