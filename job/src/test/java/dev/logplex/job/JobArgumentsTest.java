package dev.logplex.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.drain.guard.AddressGuard;
import dev.logplex.settings.OuterSettings;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobArgumentsTest {

  @TempDir Path directory;

  @Test
  void onlyTheBrokersMustBeGiven() {
    JobConfig config = parse("--bootstrap-servers", "kafka:9092");
    assertThat(config.name()).isEqualTo("logplex");
    assertThat(config.history().lines()).isEqualTo(1_500);
    assertThat(config.history().idle()).isEqualTo(Duration.ofDays(7));
    assertThat(config.drains().reach().allowPrivate()).isFalse();
    assertThatThrownBy(() -> parse()).hasMessageContaining("bootstrap-servers");
  }

  @Test
  void timesAreWrittenWithTheirUnit() {
    JobConfig config =
        parse(
            "--bootstrap-servers", "k:1", "--history-idle", "2 d", "--drain-request-timeout", "7s");
    assertThat(config.history().idle()).isEqualTo(Duration.ofDays(2));
    assertThat(config.drains().times().request()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void addressBlocksAreWrittenWithCommasBetween() throws Exception {
    JobConfig config =
        parse(
            "--bootstrap-servers",
            "k:1",
            "--drain-allow",
            "10.1.0.0/16, fd00::/8",
            "--drain-deny",
            "10.1.2.0/24");
    AddressGuard guard = config.drains().guard();
    assertThat(guard.permits(InetAddress.getByName("10.1.1.1"))).isTrue();
    assertThat(guard.permits(InetAddress.getByName("fd00::1"))).isTrue();
    assertThat(guard.permits(InetAddress.getByName("10.1.2.1"))).isFalse();
    assertThat(guard.permits(InetAddress.getByName("10.2.0.1"))).isFalse();
  }

  @Test
  void anArgumentIsStrongerThanTheEnvironmentAndThatThanTheFile() throws Exception {
    Path kafka = Files.writeString(directory.resolve("kafka"), "security.protocol=SSL\n");
    Path file =
        Files.writeString(
            directory.resolve("job"),
            "bootstrap-servers=file:1\nname=file\nhistory-lines=9\nkafka-config=" + kafka + "\n");
    JobConfig config =
        JobArguments.parse(
            Map.of(
                "LOGPLEX_JOB_CONFIG",
                file.toString(),
                "LOGPLEX_JOB_BOOTSTRAP_SERVERS",
                "environment:1",
                "LOGPLEX_JOB_NAME",
                "environment"),
            "--name",
            "argument");
    assertThat(config.name()).isEqualTo("argument");
    assertThat(config.kafka().bootstrapServers()).isEqualTo("environment:1");
    assertThat(config.history().lines()).isEqualTo(9);
    assertThat(config.kafka().extra()).containsExactly(Map.entry("security.protocol", "SSL"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--history-lines | 0 | history-lines must be from 1 to 1500, not 0",
        "--history-lines | 1501 | history-lines must be from 1 to 1500, not 1501",
        "--history-lines | many | history-lines must be a whole number, not 'many'",
        "--history-lines | 99999999999 | history-lines must be a smaller number, not '99999999999'",
        "--history-octets | 1 | history-octets must be from 65536 to 4194304, not 1",
        "--history-idle | soon | history-idle must be a time such as '10 s', not 'soon'",
        "--history-idle | 0 s | history-idle must be from 1 ms to 3650 days, not PT0S",
        "--historylines | 5 | unknown settings: historylines",
        "--drain-buffer-lines | 0 | drain-buffer-lines must be from 1 to 1000000, not 0",
        "--drain-buffer-octets | 9 | drain-buffer-octets must be from 1024 to 1073741824, not 9",
        "--drain-task-octets | 0 | drain-task-octets must be from 1024 to 1099511627776, not 0",
        "--drain-request-timeout | 2 d | drain-request-timeout must be from 1 ms to 1 day, not PT48H",
        "--drain-event-loop-threads | 0 | drain-event-loop-threads must be from 1 to 256, not 0",
        "--drain-allow-private | yes | drain-allow-private must be true or false, not 'yes'",
        "--drain-allow | 10.0.0.0/33 | drain-allow must be address blocks like 10.1.0.0/16,fd00::/8,",
        "--drain-deny | example.org | not 'example.org'",
        "--drain-client-cert-file | cert.pem | drain-client-cert-file and drain-client-key-file must be",
        "--drain-client-key-file | key.pem | drain-client-cert-file and drain-client-key-file must be",
        "--kafka-config | /nowhere | the file /nowhere does not exist",
        "--config | /nowhere | the file /nowhere does not exist",
        "--name | --channel-warnings | --name needs a value",
      })
  void nonsenseIsRefusedWithKeyRangeAndValue(String key, String value, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--bootstrap-servers", "k:1", key, value))
        .withMessageContaining(problem);
  }

  @Test
  void theGuideTellsOfEverySetting() throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "operations.md"));
    for (String key : JobArguments.KEYS) {
      assertThat(guide)
          .contains(
              "| `--" + key + "` | `" + OuterSettings.variable(JobArguments.PREFIX, key) + "` |");
    }
  }

  private static JobConfig parse(String... args) {
    return JobArguments.parse(Map.of(), args);
  }
}
