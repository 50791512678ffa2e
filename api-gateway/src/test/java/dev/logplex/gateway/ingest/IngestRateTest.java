package dev.logplex.gateway.ingest;

import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A token that sends faster than it may: 10 lines a second, 20 at once. */
class IngestRateTest {

  private static final String LINE = frame("<1>1 T h app web.1 - - a");
  private static final String LOG_SHUTTLE = "User-Agent: log-shuttle/0.18 (go1.20)";
  private static final String CURL = "User-Agent: curl/8";

  @RegisterExtension
  static final TestGateway gateway = new TestGateway(new IngestLimits(10, 0, 2, 1 << 24));

  @BeforeEach
  void useUpTheBurst() throws Exception {
    assertThat(post(20, token("app"), CURL).status()).isEqualTo(204);
  }

  @Test
  void answersLaterWhatIsALittleTooMuch() throws Exception {
    long start = System.nanoTime();

    assertThat(post(10, token("app"), CURL).status()).isEqualTo(204);

    assertThat(since(start)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(4));
    assertThat(gateway.published).hasSize(2);
  }

  @Test
  void answers429AfterADelayAndNamesWhenToTryAgain() throws Exception {
    post(20, token("app"), CURL);
    post(10, token("app"), CURL);
    long start = System.nanoTime();

    Response response = post(50, token("app"), CURL);

    assertThat(response.status()).isEqualTo(204);
    response = post(50, token("app"), CURL);
    assertThat(response.status()).isEqualTo(429);
    assertThat(Integer.parseInt(response.header("retry-after"))).isBetween(1, 6);
    assertThat(since(start)).isGreaterThan(Duration.ofSeconds(4));
    assertThat(gateway.published).hasSize(4);
  }

  @Test
  void closesTheConnectionOfALogShuttleAfterADelay() throws Exception {
    post(50, token("app"), CURL);
    long start = System.nanoTime();

    Response response;
    try {
      response = post(50, token("app"), LOG_SHUTTLE);
    } catch (SocketException reset) {
      response = null;
    }

    assertThat(response).isNull();
    assertThat(since(start)).isBetween(Duration.ofMillis(3_500), Duration.ofMillis(4_900));
    assertThat(gateway.published).hasSize(2);
  }

  @Test
  void doesNotTouchOtherTokensAndCredsForAnyChannel() throws Exception {
    post(50, token("app"), CURL);
    long start = System.nanoTime();

    assertThat(post(20, token("heroku"), CURL).status()).isEqualTo(204);
    assertThat(post(100, basic(TestGateway.WRITER, "write"), CURL).status()).isEqualTo(204);

    assertThat(since(start)).isLessThan(Duration.ofSeconds(2));
  }

  private static String token(String name) {
    return basic("token", gateway.token(name));
  }

  private static Response post(int lines, String credentials, String agent) throws Exception {
    return RawHttp.request(
        gateway.ingestPort(),
        "POST",
        "/logs",
        octets(LINE.repeat(lines)),
        credentials,
        agent,
        "Content-Type: application/logplex-1");
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
