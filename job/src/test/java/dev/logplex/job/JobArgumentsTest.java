package dev.logplex.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.drain.guard.AddressGuard;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {

  @Test
  void onlyTheBrokersMustBeGiven() {
    JobConfig config = JobArguments.parse("--bootstrap-servers", "kafka:9092");
    assertThat(config.name()).isEqualTo("logplex");
    assertThat(config.history().lines()).isEqualTo(1_500);
    assertThat(config.history().idle()).isEqualTo(Duration.ofDays(7));
    assertThat(config.drains().reach().allowPrivate()).isFalse();
    assertThatThrownBy(JobArguments::parse).hasMessageContaining("bootstrap-servers");
  }

  @Test
  void timesAreWrittenWithTheirUnit() {
    JobConfig config =
        JobArguments.parse(
            "--bootstrap-servers", "k:1", "--history-idle", "2 d", "--drain-request-timeout", "7s");
    assertThat(config.history().idle()).isEqualTo(Duration.ofDays(2));
    assertThat(config.drains().times().request()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void addressBlocksAreWrittenWithCommasBetween() throws Exception {
    JobConfig config =
        JobArguments.parse(
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
  void nonsenseIsRefusedWithTheNameOfItsKey() {
    assertRefused("--history-lines", "0");
    assertRefused("--history-lines", "1501");
    assertRefused("--history-octets", "1");
    assertRefused("--history-idle", "soon");
    assertRefused("--historylines", "5");
    assertRefused("--drain-allow", "10.0.0.0/33");
    assertRefused("--drain-deny", "example.org");
  }

  private static void assertRefused(String key, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobArguments.parse("--bootstrap-servers", "k:1", key, value))
        .withMessageContaining(key.substring(2));
  }
}
