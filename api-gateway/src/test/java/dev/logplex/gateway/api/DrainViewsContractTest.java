package dev.logplex.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.ingest.syslog.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A drain's options, status and test. */
class DrainViewsContractTest {

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  private static final String DRAINS = "/v3/channels/app-1/drains";

  @Test
  void theStatusIsWhatTheJobSays() throws Exception {
    JsonNode drain = create("{\"url\":\"http://127.0.0.1:9/\"}");
    gateway.statuses =
        token ->
            CompletableFuture.completedFuture(
                Optional.of(("{\"of\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8)));

    RawHttp.Response response = gateway.api("GET", path(drain) + "/status", null);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(json(response)).isEqualTo(tree("{\"of\":" + drain.get("token") + "}"));
  }

  @Test
  void aReservationHasAStatusAndCannotBeTested() throws Exception {
    JsonNode drain = create("{}");
    assertThat(json(gateway.api("GET", path(drain) + "/status", null)))
        .isEqualTo(tree("{\"state\":\"reserved\"}"));
    assertThat(gateway.api("POST", path(drain) + "/test", null).status()).isEqualTo(422);
  }

  @Test
  void aStatusThatCannotBeReadNowIsToldToBeAskedForAgain() throws Exception {
    JsonNode drain = create("{\"url\":\"http://127.0.0.1:9/\"}");
    RawHttp.Response unknown = gateway.api("GET", path(drain) + "/status", null);
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(unknown.header("retry-after")).isEqualTo("1");

    gateway.statuses = token -> CompletableFuture.failedFuture(new IOException("no job"));
    RawHttp.Response failed = gateway.api("GET", path(drain) + "/status", null);
    assertThat(failed.status()).isEqualTo(503);
    assertThat(failed.header("retry-after")).isEqualTo("1");
    assertThat(failed.text()).doesNotContain("no job");
  }

  @ParameterizedTest
  @CsvSource({"GET,status", "POST,test"})
  void whatIsNotThereIsNotFound(String method, String view) throws Exception {
    JsonNode drain = create("{\"url\":\"http://127.0.0.1:9/\"}");
    assertThat(gateway.api(method, DRAINS + "/999999/" + view, null).status()).isEqualTo(404);
    assertThat(gateway.api(method, DRAINS + "/x/" + view, null).status()).isEqualTo(404);
    assertThat(
            gateway
                .api(method, "/v3/channels/other/drains/" + drain.get("id") + "/" + view, null)
                .status())
        .isEqualTo(404);
    assertThat(
            RawHttp.request(
                    gateway.apiPort(), method, path(drain) + "/" + view, TestGateway.NO_BODY)
                .status())
        .isEqualTo(401);
  }

  @Test
  void aTestTellsEachStep() throws Exception {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CompletableFuture<String> received = new CompletableFuture<>();
    receiver.createContext(
        "/",
        exchange -> {
          received.complete(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    try {
      JsonNode drain =
          create("{\"url\":\"http://127.0.0.1:" + receiver.getAddress().getPort() + "/\"}");

      JsonNode report = json(gateway.api("POST", path(drain) + "/test", null));

      assertThat(report.get("delivered").asBoolean()).isTrue();
      assertThat(report.get("status").asInt()).isEqualTo(204);
      assertThat(report.get("steps").findValuesAsText("step"))
          .containsExactly("resolve", "guard", "connect", "request", "answer");
      assertThat(received.join())
          .contains(" host heroku logplex - This is a test line that somebody asked for");

      RawHttp.Response again = gateway.api("POST", path(drain) + "/test", null);
      assertThat(again.status()).isEqualTo(429);
      assertThat(again.header("retry-after")).isEqualTo("10");
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void aTestThatFailsTellsWhereAndWithoutSecrets() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    JsonNode drain = create("{\"url\":\"https://user:hidden@127.0.0.1:" + port + "/?key=hidden\"}");

    RawHttp.Response response = gateway.api("POST", path(drain) + "/test", null);

    JsonNode report = json(response);
    assertThat(report.get("delivered").asBoolean()).isFalse();
    assertThat(report.at("/error/class").asText()).isEqualTo("connect");
    assertThat(report.at("/steps/2/step").asText()).isEqualTo("connect");
    assertThat(report.at("/steps/2/ok").asBoolean(true)).isFalse();
    assertThat(response.text()).doesNotContain("hidden");
  }

  @Test
  void optionsAreTakenShownAndKept() throws Exception {
    String options =
        "\"filters\":{\"source\":[\"app\"],\"ps\":[\"web\"],\"severity\":\"info\"},"
            + "\"gzip\":true,\"format\":\"json\",\"batch_bytes\":50000";
    JsonNode drain =
        create(
            "{\"url\":\"http://127.0.0.1:9/a\","
                + options
                + ",\"headers\":{\"X-Key\":\"hidden\"}}");
    String shown = options + ",\"headers\":[\"X-Key\"]";
    assertThat(drain).isEqualTo(shown(drain, "http://127.0.0.1:9/a", shown));

    JsonNode moved = json(gateway.api("PUT", path(drain), "{\"url\":\"http://127.0.0.1:9/b\"}"));
    assertThat(moved).isEqualTo(shown(drain, "http://127.0.0.1:9/b", shown));

    JsonNode reset =
        json(
            gateway.api(
                "PUT",
                path(drain),
                "{\"url\":\"http://127.0.0.1:9/b\",\"filters\":null,\"gzip\":null,"
                    + "\"format\":null,\"headers\":null,\"batch_bytes\":null,\"ca\":null}"));
    assertThat(reset.size()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"filters\":[]|filters must be",
        "\"filters\":{\"sources\":[]}|filters must be made of source, ps and severity",
        "\"filters\":{\"source\":\"app\"}|filters.source must be",
        "\"filters\":{\"ps\":[\"a b\"]}|filters.ps must be",
        "\"filters\":{\"severity\":8}|filters.severity must be",
        "\"filters\":{\"severity\":\"loud\"}|filters.severity must be",
        "\"gzip\":\"yes\"|gzip must be true or false",
        "\"gzip\":true,\"batchbytes\":5000|there is no such option; the options of a drain are batch_bytes",
        "\"headers\":[\"a\"]|headers must be",
        "\"headers\":{\"a\":1}|headers must be",
        "\"headers\":{\"a\":\"1\",\"A\":\"2\"}|headers must be given once each",
        "\"headers\":{\"Host\":\"x\"}|headers: the header 'Host' cannot be set",
        "\"headers\":{\"a\":\"x\\r\\ny: z\"}|headers: the value of the header 'a'",
        "\"format\":\"xml\"|format must be logplex or json",
        "\"batch_bytes\":1|batch_bytes must be 4096 to 1000000",
        "\"batch_bytes\":1e9|batch_bytes must be 4096 to 1000000",
        "\"ca\":\"none\"|ca must be certificates in PEM"
      })
  void optionsThatCannotBeAreRefusedByName(String option, String problem) throws Exception {
    RawHttp.Response response =
        gateway.api("POST", DRAINS, "{\"url\":\"https://127.0.0.1:9/\"," + option + "}");
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response).get("error").asText()).startsWith(problem);
  }

  @Test
  void optionsThatTheSchemeDoesNotHaveAreRefused() throws Exception {
    for (String option : new String[] {"\"gzip\":true", "\"format\":\"json\""}) {
      RawHttp.Response response =
          gateway.api("POST", DRAINS, "{\"url\":\"syslog://127.0.0.1:9\"," + option + "}");
      assertThat(response.status()).isEqualTo(422);
    }
    assertThat(gateway.api("POST", DRAINS, "{\"gzip\":true}").status()).isEqualTo(422);
  }

  @Test
  void aClientCertificateIsTakenAndShownAsItsFingerprintAlone() throws Exception {
    TestCertificate certificate = TestCertificate.ec(1);
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", "https://127.0.0.1:9/a")
            .put("client_cert", certificate.certificatePem())
            .put("client_key", certificate.keyPem());
    String fingerprint =
        "sha256:"
            + HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(certificate.certificate().getEncoded()));
    String shown = "\"client_cert\":\"" + fingerprint + "\"";

    JsonNode drain = create(body.toString());

    assertThat(drain).isEqualTo(shown(drain, "https://127.0.0.1:9/a", shown));
    JsonNode moved = json(gateway.api("PUT", path(drain), "{\"url\":\"https://127.0.0.1:9/b\"}"));
    assertThat(moved).isEqualTo(shown(drain, "https://127.0.0.1:9/b", shown));
    assertThat(gateway.api("GET", "/v3/channels/app-1", null).text()).doesNotContain("BEGIN");
    JsonNode reset =
        json(
            gateway.api(
                "PUT",
                path(drain),
                "{\"url\":\"https://127.0.0.1:9/b\",\"client_cert\":null,\"client_key\":null}"));
    assertThat(reset.size()).isEqualTo(3);
  }

  static List<Arguments> wrongCertificates() throws Exception {
    TestCertificate right = TestCertificate.rsa(2);
    String certificate = right.certificatePem();
    String key = right.keyPem();
    TestCertificate expired = TestCertificate.expired(3);
    String broken = key.replace("M", "*");
    return List.of(
        Arguments.of(certificate, null, "client_cert and client_key must be given together"),
        Arguments.of(null, key, "client_cert and client_key must be given together"),
        Arguments.of("none", key, "client_cert, client_key: "),
        Arguments.of(key, key, "client_cert, client_key: "),
        Arguments.of(
            certificate,
            certificate,
            "client_cert, client_key: there is no PKCS #8 key (BEGIN PRIVATE KEY)"),
        Arguments.of(
            certificate,
            key.replace("PRIVATE", "RSA PRIVATE"),
            "client_cert, client_key: there is no PKCS #8 key (BEGIN PRIVATE KEY)"),
        Arguments.of(certificate, broken, "client_cert, client_key: the key cannot be read"),
        Arguments.of(
            certificate,
            TestCertificate.rsa(4).keyPem(),
            "client_cert, client_key: the key is not the one of the certificate"),
        Arguments.of(
            certificate,
            TestCertificate.ec(5).keyPem(),
            "client_cert, client_key: the key cannot be read, or is not the certificate's"),
        Arguments.of(
            expired.certificatePem(),
            expired.keyPem(),
            "client_cert, client_key: the certificate is not valid now"),
        Arguments.of(certificate, " ".repeat(70_000), "client_key must be"));
  }

  @ParameterizedTest
  @MethodSource("wrongCertificates")
  void aClientCertificateThatCannotBeUsedIsRefused(String certificate, String key, String problem)
      throws Exception {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", "https://127.0.0.1:9/")
            .put("client_cert", certificate)
            .put("client_key", key);

    RawHttp.Response response = gateway.api("POST", DRAINS, body.toString());

    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response).get("error").asText()).startsWith(problem);
    assertThat(response.text()).doesNotContain("MII");
  }

  @Test
  void aClientCertificateNeedsTls() throws Exception {
    TestCertificate certificate = TestCertificate.ec(6);
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", "syslog://127.0.0.1:9")
            .put("client_cert", certificate.certificatePem())
            .put("client_key", certificate.keyPem());
    RawHttp.Response response = gateway.api("POST", DRAINS, body.toString());
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response).get("error").asText())
        .isEqualTo("client_cert and client_key are for https and syslog+tls drains");
  }

  @Test
  void twoAuthorizationsAreRefused() throws Exception {
    RawHttp.Response response =
        gateway.api(
            "POST",
            DRAINS,
            "{\"url\":\"https://u:p@127.0.0.1:9/\",\"headers\":{\"authorization\":\"Bearer x\"}}");
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response).get("error").asText())
        .isEqualTo("headers: the url's user is sent as 'authorization' already");
  }

  private static JsonNode shown(JsonNode drain, String url, String options) throws IOException {
    return tree(
        "{\"id\":"
            + drain.get("id")
            + ",\"token\":"
            + drain.get("token")
            + ",\"url\":\""
            + url
            + "\","
            + options
            + "}");
  }

  private static JsonNode create(String body) throws Exception {
    RawHttp.Response response = gateway.api("POST", DRAINS, body);
    assertThat(response.status()).isEqualTo(201);
    return json(response);
  }

  private static String path(JsonNode drain) {
    return DRAINS + "/" + drain.get("id").asLong();
  }

  private static JsonNode json(RawHttp.Response response) throws IOException {
    return tree(response.text());
  }

  private static JsonNode tree(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
