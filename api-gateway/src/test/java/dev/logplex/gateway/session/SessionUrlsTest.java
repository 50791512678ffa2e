package dev.logplex.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.secret.Sealer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SessionUrlsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final Session SESSION = new Session("app-ä", 7, 50, true, "app", "web", "boom", 3);

  private final Sealer sealer = new Sealer(new byte[32]);

  @Test
  void readsBackWhatItWrote() {
    assertThat(at(NOW).verify(at(NOW).sign(SESSION))).contains(SESSION);
    Session bare = new Session(null, 0, 100, false, null, null, null, 7);
    assertThat(at(NOW).verify(at(NOW).sign(bare))).contains(bare);
  }

  @Test
  void endsAfterItsLifetime() {
    String signed = at(NOW).sign(SESSION);
    Instant end = NOW.plus(SessionUrls.LIFETIME);

    assertThat(SessionUrls.LIFETIME).isEqualTo(Duration.ofSeconds(360));
    assertThat(at(end).verify(signed)).contains(SESSION);
    assertThat(at(end.plusMillis(1)).verify(signed)).isEmpty();
  }

  @Test
  void isUnlikeAnyOther() {
    assertThat(at(NOW).sign(SESSION)).isNotEqualTo(at(NOW).sign(SESSION));
  }

  @Test
  void opensWithTheKeyItWasSignedWithOnly() {
    byte[] other = new byte[32];
    other[0] = 1;

    assertThat(new SessionUrls(new Sealer(other), Clock.systemUTC()).verify(at(NOW).sign(SESSION)))
        .isEmpty();
  }

  private SessionUrls at(Instant now) {
    return new SessionUrls(sealer, Clock.fixed(now, ZoneOffset.UTC));
  }
}
