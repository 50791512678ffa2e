package dev.logplex.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {

  @Test
  void onlyTheBrokersMustBeGiven() {
    JobConfig config = JobArguments.parse("--bootstrap-servers", "kafka:9092");
    assertThat(config.name()).isEqualTo("logplex");
    assertThat(config.historyLines()).isEqualTo(1_500);
    assertThat(config.historyIdle()).isEqualTo(Duration.ofDays(7));
    assertThat(config.drains().allowPrivate()).isFalse();
    assertThatThrownBy(JobArguments::parse).hasMessageContaining("bootstrap-servers");
  }

  @Test
  void timesAreWrittenWithTheirUnit() {
    JobConfig config =
        JobArguments.parse(
            "--bootstrap-servers", "k:1", "--history-idle", "2 d", "--drain-request-timeout", "7s");
    assertThat(config.historyIdle()).isEqualTo(Duration.ofDays(2));
    assertThat(config.drains().requestTimeout()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void nonsenseIsRefusedWithTheNameOfItsKey() {
    assertRefused("--history-lines", "0");
    assertRefused("--history-lines", "1501");
    assertRefused("--history-octets", "1");
    assertRefused("--history-idle", "soon");
    assertRefused("--historylines", "5");
  }

  private static void assertRefused(String key, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobArguments.parse("--bootstrap-servers", "k:1", key, value))
        .withMessageContaining(key.substring(2));
  }
}
