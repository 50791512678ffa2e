package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.octets;
import static dev.logplex.gateway.TestGateway.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.config.ConfigUnavailableException;
import dev.logplex.gateway.history.HistoryUnavailableException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever is told of an error can name it, and the gateway's log has that name. */
class ErrorContractTest {

  private static final String JSON = "Content-Type: application/json";

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  private final CapturedLog log = new CapturedLog();

  @AfterEach
  void closeLog() {
    log.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|PUT|/v3/channels/app-1|nonsense",
        "400|POST|/v3/channels/app-1/tokens|{}",
        "400|POST|/v3/channels/app-1/drains|[]",
        "400|POST|/v3/sessions|{}",
        "400|POST|/v3/creds|{}",
        "404|GET|/v3/channels/nobody|",
        "404|DELETE|/v3/channels/nobody|",
        "404|GET|/v3/channels/nobody/logs|",
        "404|GET|/v3/channels/nobody/flags|",
        "404|DELETE|/v3/channels/app-1/drains/99|",
        "404|DELETE|/v3/channels/app-1/drains/x|",
        "404|DELETE|/v3/creds/nobody|",
        "404|GET|/v3/nothing|",
        "405|PATCH|/v3/channels/app-1|",
        "409|POST|/v3/channels/app-1/drains|{\"url\":\"http://127.0.0.1:9/\"}",
        "422|POST|/v3/channels/app-1/drains|{\"url\":\"ftp://x/\"}",
        "422|POST|/v3/sessions|{\"channel_id\":\"nobody\"}",
      })
  void namesErrorsOfV3(int status, String method, String path, String body) throws Exception {
    gateway.config.addDrain("app-1", "http://127.0.0.1:9/");

    Response response = gateway.api(method, path, body);

    assertThat(response.status()).isEqualTo(status);
    assertNamed(response, Level.INFO);
  }

  @Test
  void namesErrorsOfV3ThatHeadersMake() throws Exception {
    String path = "/v3/channels/app-1/tokens";
    byte[] body = octets("{\"name\":\"web\"}");
    int port = gateway.apiPort();

    assertNamed(RawHttp.request(port, "POST", path, body, JSON), Level.INFO);
    assertNamed(RawHttp.request(port, "POST", path, body, operator()), Level.INFO);
    assertNamed(
        RawHttp.request(port, "POST", path, body, operator(), JSON, "Accept: image/png"),
        Level.INFO);
    assertNamed(
        RawHttp.request(port, "POST", path, new byte[2 << 20], operator(), JSON), Level.INFO);
  }

  @Test
  void usesTheNameThatTheClientGave() throws Exception {
    Response response =
        RawHttp.request(
            gateway.apiPort(),
            "GET",
            "/v3/channels/nobody",
            NO_BODY,
            operator(),
            "Request-Id: mine-1");

    assertThat(response.header("request-id")).isNull();
    assertThat(json(response).get("id").asText()).isEqualTo("mine-1");
    assertThat(log.with("mine-1")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|POST|/channels|nonsense",
        "400|POST|/channels/7/token|{}",
        "404|GET|/channels/7/info|",
        "404|DELETE|/v2/channels/7|",
        "404|GET|/channels/seven/info|",
        "404|GET|/nothing|",
        "422|POST|/v2/channels/7/tokens|{}",
        "501|GET|/channels/7/drains|",
      })
  void namesErrorsOfV1AndV2InAHeader(int status, String method, String path, String body)
      throws Exception {
    Response response = gateway.api(method, path, body);

    assertThat(response.status()).isEqualTo(status);
    assertThat(log.with(response.header("request-id"))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT|/v3/channels/app-1|{}",
        "DELETE|/v3/channels/app-1|",
        "POST|/v3/channels/app-1/tokens|{\"name\":\"x\"}",
        "POST|/v3/channels/app-1/drains|{}",
        "PUT|/v3/channels/app-1/flags|{}",
        "POST|/v3/creds|{\"permissions\":[\"full_api\"]}",
        "POST|/channels|{}",
        "DELETE|/channels/7|",
        "POST|/channels/7/token|{\"name\":\"x\"}",
        "POST|/channels/7/drains/tokens|",
        "DELETE|/v2/channels/7|",
        "POST|/v2/channels/7/tokens|{\"name\":\"x\"}",
        "POST|/v2/channels/7/drains|{\"url\":\"http://127.0.0.1:9/\"}",
        "DELETE|/v2/channels/7/drains/1|",
      })
  void namesCrashesAndWhatIsUnavailable(String method, String path, String body) throws Exception {
    gateway.api("PUT", "/v3/channels/7", "{}");
    gateway.config.addDrain("7", "http://127.0.0.1:8/");

    gateway.config.failWith(new IllegalArgumentException("a fault"));
    Response crash = gateway.api(method, path, body);
    assertThat(crash.status()).isEqualTo(500);
    assertNamed(crash, Level.ERROR);
    assertThat(crash.text()).doesNotContain("a fault");

    gateway.config.failWith(new ConfigUnavailableException("no Kafka", null));
    Response unavailable = gateway.api(method, path, body);
    assertThat(unavailable.status()).isEqualTo(503);
    assertThat(unavailable.header("retry-after")).isEqualTo("1");
    assertNamed(unavailable, Level.WARN);
  }

  @Test
  void namesErrorsOfSessionsInAHeader() throws Exception {
    String path = sessionPath("{\"channel_id\":\"app-1\",\"tail\":true}");
    Response forged = RawHttp.request(gateway.apiPort(), "GET", "/sessions/forged", NO_BODY);
    assertTold(forged, 404, "Not found");
    assertTold(RawHttp.request(gateway.apiPort(), "POST", path, NO_BODY), 404, "Not found");
    Response nameless = gateway.api("POST", "/sessions", "{}");
    String namelessPath = URI.create(nameless.text()).getRawPath();
    assertTold(
        RawHttp.request(gateway.apiPort(), "GET", namelessPath, NO_BODY),
        400,
        "'channel_id' missing");

    gateway.api("PUT", "/v3/switches/legacy_api_status", "{\"value\":\"disabled\"}");
    assertTold(
        RawHttp.request(gateway.apiPort(), "GET", path, NO_BODY),
        503,
        "Service Temporarily Disabled");
    gateway.api("PUT", "/v3/switches/legacy_api_status", "{\"value\":\"normal\"}");
    gateway.api("DELETE", "/v3/channels/app-1", null);
    assertTold(RawHttp.request(gateway.apiPort(), "GET", path, NO_BODY), 404, "Not found");
  }

  @Test
  void namesTheWrongMethodOfWhatNeedsNoCredentials() throws Exception {
    for (String path : List.of("/metrics", "/openapi.yaml")) {
      Response response = RawHttp.request(gateway.apiPort(), "POST", path, NO_BODY);
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("allow")).isEqualTo("GET");
      assertNamed(response, Level.INFO);
    }
  }

  @Test
  void namesHistoryThatCannotBeRead() throws Exception {
    gateway.reading =
        () -> CompletableFuture.failedFuture(new HistoryUnavailableException("no job", null));
    assertNamed(gateway.api("GET", "/v3/channels/app-1/logs", null), Level.WARN);

    gateway.reading =
        () -> {
          throw new IllegalArgumentException("a fault");
        };
    Response crash = gateway.api("GET", "/v3/channels/app-1/logs", null);
    assertThat(crash.status()).isEqualTo(500);
    assertNamed(crash, Level.ERROR);

    String path = sessionPath("{\"channel_id\":\"app-1\"}");
    Response session = RawHttp.request(gateway.apiPort(), "GET", path, NO_BODY);
    assertThat(session.status()).isEqualTo(500);
    assertNamed(session, Level.ERROR);

    gateway.reading =
        () -> CompletableFuture.failedFuture(new HistoryUnavailableException("no job", null));
    Response unavailable = RawHttp.request(gateway.apiPort(), "GET", path, NO_BODY);
    assertThat(unavailable.status()).isEqualTo(503);
    assertThat(unavailable.header("retry-after")).isEqualTo("1");
    assertNamed(unavailable, Level.WARN);
  }

  @Test
  void namesWhatTheServerRefusesBeforeTheApiSeesIt() throws Exception {
    Response tooLarge =
        RawHttp.request(gateway.apiPort(), "GET", "/", NO_BODY, "X-Large: " + "x".repeat(20_000));
    assertThat(tooLarge.status()).isEqualTo(431);
    assertNamed(tooLarge, Level.INFO);
    Response malformed = RawHttp.send(gateway.apiPort(), "GET / HTTP/1.1\r\n\r\n", NO_BODY);
    assertThat(malformed.status()).isEqualTo(400);
    assertNamed(malformed, Level.INFO);
  }

  private void assertNamed(Response response, Level level) throws Exception {
    assertThat(response.status()).isGreaterThanOrEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    JsonNode error = json(response);
    assertThat(error.get("error").asText()).isNotEmpty();
    String id = error.get("id").asText();
    assertThat(id).isNotEmpty();
    await().until(() -> !log.with(id).isEmpty());
    assertThat(log.with(id)).anySatisfy(event -> assertThat(event.getLevel()).isEqualTo(level));
  }

  private void assertTold(Response response, int status, String text) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo(text);
    assertThat(log.with(response.header("request-id"))).isNotEmpty();
  }

  private static String sessionPath(String body) throws Exception {
    Response made = gateway.api("POST", "/v3/sessions", body);
    return URI.create(json(made).get("url").asText()).getRawPath();
  }

  private static JsonNode json(Response response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }
}
