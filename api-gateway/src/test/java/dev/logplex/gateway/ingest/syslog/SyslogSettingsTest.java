package dev.logplex.gateway.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SyslogSettingsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void namesWhatIsOutOfRange() {
    refuses(
        () -> SyslogSettings.listening(65_536, null),
        "syslog port must be from 0 to 65535, not 65536");
    refuses(
        () -> new SyslogSettings.Tls(-1, Path.of("c"), Path.of("k")),
        "syslog TLS port must be from 0 to 65535, not -1");
    refuses(
        () -> settings(0, null, 1 << 20, 1 << 20, SECOND),
        "syslog connections must be from 1 to 1000000, not 0");
    refuses(
        () -> settings(1, Duration.ZERO, 1 << 20, 1 << 20, SECOND),
        "syslog idle timeout must be above 0 and at most a day, not PT0S");
    refuses(
        () -> settings(1, null, 1, 1 << 20, SECOND),
        "octets of a syslog connection must be 65536 or more, not 1");
    refuses(
        () -> settings(1, null, 1 << 20, 1, SECOND),
        "octets of all syslog connections must be 1048576 or more, as for one of them, not 1");
    refuses(
        () -> settings(1, null, 1 << 20, 1 << 20, Duration.ofDays(2)),
        "syslog publish time must be above 0 and at most a day, not PT48H");
  }

  @Test
  void tlsNeedsBothFiles() {
    assertThatNullPointerException()
        .isThrownBy(() -> new SyslogSettings.Tls(0, null, Path.of("k")))
        .withMessageContaining("certificates");
    assertThatNullPointerException()
        .isThrownBy(() -> new SyslogSettings.Tls(0, Path.of("c"), null))
        .withMessageContaining("key");
  }

  private static void refuses(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable settings, String message) {
    assertThatIllegalArgumentException().isThrownBy(settings).withMessage(message);
  }

  private static SyslogSettings settings(
      int connections, Duration idle, long connectionOctets, long total, Duration publishTime) {
    return new SyslogSettings(
        0,
        null,
        connections,
        idle,
        SECOND,
        connectionOctets,
        total,
        SyslogSettings.BUNDLE_TIME,
        publishTime,
        SECOND);
  }
}
