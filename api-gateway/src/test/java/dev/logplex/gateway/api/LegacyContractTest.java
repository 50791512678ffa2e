package dev.logplex.gateway.api;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.octets;
import static dev.logplex.gateway.TestGateway.operator;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** API v1 and v2, row by row. */
class LegacyContractTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HTML = "text/html";
  private static final String JSON = "application/json";

  @RegisterExtension static final TestGateway gateway = new TestGateway();
  private String id;

  @BeforeEach
  void createChannel() {
    id =
        gateway
            .config
            .execute(new ConfigCommand.CreateChannel(null, List.of("web", "app")))
            .join()
            .id();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /healthcheck",
    "POST, /channels",
    "DELETE, /channels/1",
    "GET, /channels/1/info",
    "POST, /channels/1/token",
    "GET, /v2/channels/1",
    "POST, /v2/channels/1/drains",
    "POST, /sessions",
    "POST, /v2/sessions",
    "POST, /v2/canary-sessions",
    "GET, /channels/1/drains"
  })
  void asksForCredentials(String method, String path) throws Exception {
    Response response = RawHttp.request(gateway.apiPort(), method, path, NO_BODY);

    assertAnswer(response, 401, HTML, "Not Authorized");
    assertThat(response.header("www-authenticate")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nope",
    "GET, /channels",
    "PUT, /channels/1",
    "GET, /channels/abc/info",
    "GET, /channels/app-1/info",
    "DELETE, /v2/channels/1/drains/x",
    "POST, /load",
    "HEAD, /v2/channels/1"
  })
  void knowsNoOtherPaths(String method, String path) throws Exception {
    assertThat(RawHttp.request(gateway.apiPort(), method, path, NO_BODY, operator()).status())
        .isEqualTo(404);
  }

  @Test
  void tellsThatItIsNormal() throws Exception {
    assertAnswer(gateway.api("GET", "/healthcheck", null), 200, JSON, "{\"status\":\"normal\"}");
  }

  @Test
  void readsBodiesWhateverTheirContentType() throws Exception {
    assertThat(
            RawHttp.request(gateway.apiPort(), "POST", "/channels", octets("{}"), operator())
                .status())
        .isEqualTo(201);
  }

  @Test
  void createsAChannel() throws Exception {
    Response response =
        gateway.api("POST", "/channels", "{\"name\":\"mine\",\"tokens\":[\"app\"]}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.header("content-type")).isEqualTo(JSON);
    assertThat(json(response).get("channel_id").isNumber()).isTrue();
    assertThat(json(response).get("tokens").get("app").asText()).startsWith("t.");
  }

  @Test
  void writesNoTokensAsAnArray() throws Exception {
    Response response = gateway.api("POST", "/channels", "{}");

    assertThat(response.text())
        .isEqualTo("{\"channel_id\":" + json(response).get("channel_id") + ",\"tokens\":[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":1}         | Channel name must be a string.",
        "{\"tokens\":[1]}     | Channel tokens must be strings.",
        "{\"tokens\":\"app\"} | Channel tokens must be strings.",
        "[]                   | Malformed request body",
        "{                    | Malformed request body",
      })
  void refusesAChannelItCannotRead(String body, String text) throws Exception {
    assertAnswer(gateway.api("POST", "/channels", body), 400, HTML, text);
  }

  @Test
  void showsAChannelSortedAndWithoutReservations() throws Exception {
    Drain two = gateway.config.addDrain(id, "http://h.example/2");
    gateway.config.execute(new ConfigCommand.CreateDrain(id, null, DrainOptions.DEFAULT)).join();

    Response v2 = gateway.api("GET", "/v2/channels/" + id, null);
    Response v1 = gateway.api("GET", "/channels/" + id + "/info", null);

    assertThat(v2.header("content-type")).isEqualTo(JSON);
    JsonNode tokens = json(v2).get("tokens");
    assertThat(tokens.get(0).get("name").asText()).isEqualTo("app");
    assertThat(tokens.get(1).get("name").asText()).isEqualTo("web");
    assertThat(json(v2).get("channel_id").asText()).isEqualTo(id);
    assertThat(json(v2).get("drains").toString())
        .isEqualTo(
            "[{\"id\":"
                + two.id()
                + ",\"token\":\""
                + two.token()
                + "\",\"url\":\"http://h.example/2\"}]");
    assertThat(v1.header("content-type")).isEqualTo(HTML);
    assertThat(json(v1).get("tokens").get("app")).isEqualTo(tokens.get(0).get("token"));
    assertThat(json(v1).get("drains").toString()).isEqualTo("[\"http://h.example/2\"]");
  }

  @Test
  void showsNoUnknownChannel() throws Exception {
    assertAnswer(
        gateway.api("GET", "/v2/channels/999", null), 404, JSON, "{\"error\":\"Not Found\"}");
    assertAnswer(gateway.api("GET", "/channels/999/info", null), 404, HTML, "Not found");
  }

  @Test
  void deletesAChannel() throws Exception {
    assertAnswer(gateway.api("DELETE", "/channels/" + id, null), 200, HTML, "OK");
    assertAnswer(gateway.api("DELETE", "/channels/" + id, null), 404, HTML, "Not found");
  }

  @Test
  void deletesAChannelWithV2() throws Exception {
    Response response = gateway.api("DELETE", "/v2/channels/" + id, null);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertAnswer(
        gateway.api("DELETE", "/v2/channels/" + id, null), 404, JSON, "{\"error\":\"Not Found\"}");
  }

  @Test
  void createsTokens() throws Exception {
    Response v1 = gateway.api("POST", "/channels/" + id + "/token", "{\"name\":\"db\"}");
    Response v2 = gateway.api("POST", "/v2/channels/" + id + "/tokens", "{\"name\":\"db\"}");

    assertThat(v1.status()).isEqualTo(201);
    assertThat(v1.text()).startsWith("t.").hasSize(38);
    assertThat(v2.status()).isEqualTo(201);
    assertThat(v2.header("content-type")).isEqualTo(JSON);
    assertThat(json(v2).get("name").asText()).isEqualTo("db");
    assertThat(gateway.config.token(v1.text())).isPresent();
    assertThat(gateway.config.token(json(v2).get("token").asText())).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"name\":1}", "[]", "{"})
  void asksForTheNameOfAToken(String body) throws Exception {
    assertAnswer(
        gateway.api("POST", "/channels/" + id + "/token", body),
        400,
        HTML,
        "'name' post param missing");
    assertAnswer(
        gateway.api("POST", "/v2/channels/" + id + "/tokens", body),
        422,
        HTML,
        "{\"error\":\"NAME is a required field\"}");
  }

  @Test
  void createsNoTokenForAnUnknownChannel() throws Exception {
    assertThat(gateway.api("POST", "/channels/999/token", "{\"name\":\"db\"}").status())
        .isEqualTo(404);
  }

  @Test
  void reservesADrainAndCompletesIt() throws Exception {
    Response reserved = gateway.api("POST", "/channels/" + id + "/drains/tokens", "rubbish");

    assertThat(reserved.status()).isEqualTo(201);
    assertThat(reserved.header("content-type")).isEqualTo(HTML);
    assertThat(json(reserved).get("msg").asText()).isEqualTo("Successfully reserved drain token");
    String drain = json(reserved).get("id").asText();
    Response completed =
        gateway.api(
            "POST", "/v2/channels/" + id + "/drains/" + drain, "{\"url\":\"http://h.example/\"}");
    assertThat(completed.status()).isEqualTo(201);
    assertThat(json(completed).get("token")).isEqualTo(json(reserved).get("token"));
    assertThat(json(completed).get("url").asText()).isEqualTo("http://h.example/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"url\":\"https://h.example/x\"}               | https://h.example/x",
        "{\"host\":\"h.example\",\"port\":1234}          | syslog://h.example:1234",
        "{\"host\":\"h.example\",\"port\":\"1234\"}      | syslog://h.example:1234",
        "{\"host\":\"h.example\"}                        | syslog://h.example:514",
        "{\"host\":\"::1\"}                              | syslog://[::1]:514",
      })
  void createsADrain(String body, String url) throws Exception {
    Response response = gateway.api("POST", "/v2/channels/" + id + "/drains", body);

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.header("content-type")).isEqualTo(JSON);
    assertThat(json(response).get("url").asText()).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                              | missing_host_param",
        "{\"port\":514}                  | missing_host_param",
        "{\"url\":1}                     | invalid_uri",
        "{\"url\":\"i am not a url\"}    | invalid_uri",
        "{\"url\":\"http://\"}           | invalid_http_uri",
        "{\"url\":\"syslog+tcp://h\"}    | invalid_tcpsyslog_uri",
        "{\"url\":\"syslog+udp://h\"}    | invalid_udpsyslog_uri",
        "{\"url\":\"syslog+tls://h:0\"}  | invalid_tlssyslog_uri",
        "{\"url\":\"ftp://h/\"}          | {unknown_scheme,\\\"ftp\\\"}",
      })
  void saysWhyADestinationIsRefused(String body, String reason) throws Exception {
    Drain reserved =
        gateway
            .config
            .execute(new ConfigCommand.CreateDrain(id, null, DrainOptions.DEFAULT))
            .join();
    String error = "{\"error\":\"Invalid drain destination: " + reason + "\"}";

    assertAnswer(gateway.api("POST", "/v2/channels/" + id + "/drains", body), 422, HTML, error);
    assertAnswer(
        gateway.api("POST", "/v2/channels/" + id + "/drains/" + reserved.id(), body),
        422,
        HTML,
        error);
  }

  @Test
  void refusesMoreDrainsThanAllowed() throws Exception {
    for (int i = 0; i < 6; i++) {
      gateway.config.addDrain(id, "http://h.example/" + i);
    }

    assertAnswer(
        gateway.api("POST", "/v2/channels/" + id + "/drains", "{\"url\":\"http://h.example/\"}"),
        422,
        HTML,
        "{\"error\":\"You have already added the maximum number of drains allowed\"}");
  }

  @Test
  void refusesADrainForAnUnknownChannelAfterItsDestination() throws Exception {
    String path = "/v2/channels/999/drains";
    assertThat(gateway.api("POST", path, "{}").status()).isEqualTo(422);
    assertAnswer(
        gateway.api("POST", path, "{\"url\":\"http://h.example/\"}"),
        404,
        HTML,
        "{\"error\":\"No such channel\"}");
  }

  @Test
  void refusesADrainTwice() throws Exception {
    gateway.config.addDrain(id, "http://h.example/");
    long other = gateway.config.addDrain(id, "http://h.example/2").id();
    String body = "{\"url\":\"http://h.example/\"}";

    for (String path : List.of("", "/" + other)) {
      assertAnswer(
          gateway.api("POST", "/v2/channels/" + id + "/drains" + path, body),
          409,
          HTML,
          "{\"error\":\"Already exists\"}");
    }
  }

  @Test
  void changesOnlyDrainsThatExist() throws Exception {
    assertAnswer(
        gateway.api("POST", "/v2/channels/" + id + "/drains/99", "{\"url\":\"http://h.example/\"}"),
        404,
        HTML,
        "{\"error\":\"Unknown drain.\"}");
  }

  @Test
  void deletesADrainOfItsOwnChannelOnly() throws Exception {
    long drain = gateway.config.addDrain(id, "http://h.example/").id();
    String other =
        gateway.config.execute(new ConfigCommand.CreateChannel(null, List.of())).join().id();

    assertAnswer(
        gateway.api("DELETE", "/v2/channels/" + other + "/drains/" + drain, null),
        404,
        HTML,
        "{\"error\":\"Not found\"}");
    Response deleted = gateway.api("DELETE", "/v2/channels/" + id + "/drains/" + drain, null);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /channels/1/drains, V1 Drain Creation API deprecated.",
    "POST, /channels/1/drains/2, V1 Drain Creation API deprecated",
    "GET, /channels/1/drains, V1 Drain API Deprecated.",
    "DELETE, /channels/1/drains, V1 Drain API Deprecated."
  })
  void hasGivenUpTheFirstDrainApi(String method, String path, String text) throws Exception {
    assertAnswer(gateway.api(method, path, null), 501, HTML, text);
  }

  @Test
  void makesSessionsThatCanBeRead() throws Exception {
    gateway.history(id, 1, "<1>1 T host app web.1 - a\n");
    for (String channel : List.of("\"" + id + "\"", id)) {
      String body = "{\"channel_id\":" + channel + "}";
      Response v1 = gateway.api("POST", "/sessions", body);
      Response v2 = gateway.api("POST", "/v2/sessions", body);
      Response canary = gateway.api("POST", "/v2/canary-sessions", body);

      String base = "http://127.0.0.1:" + gateway.apiPort();
      assertThat(v1.status()).isEqualTo(201);
      assertThat(v1.text()).startsWith(base + "/sessions/");
      assertThat(json(v2).get("url").asText()).startsWith(base + "/sessions/");
      assertThat(json(canary).get("url").asText()).startsWith("/v2/canary-fetch/");
      for (String url :
          List.of(v1.text(), json(v2).get("url").asText(), json(canary).get("url").asText())) {
        assertThat(RawHttp.request(gateway.apiPort(), "GET", url.replace(base, ""), NO_BODY).text())
            .isEqualTo("T app[web.1]: a\n");
      }
    }
  }

  @Test
  void neverTailsForACanary() throws Exception {
    gateway.history(id, 1, "<1>1 T host app web.1 - a\n");
    String body = "{\"channel_id\":\"" + id + "\",\"tail\":true}";
    Response canary = gateway.api("POST", "/v2/canary-sessions", body);

    Response read =
        RawHttp.request(gateway.apiPort(), "GET", json(canary).get("url").asText(), NO_BODY);
    assertAnswer(read, 200, HTML, "T app[web.1]: a\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "rubbish", "[]", "{\"channel_id\":null}"})
  void tellsThatTheChannelIsMissingWhenASessionIsRead(String body) throws Exception {
    Response created = gateway.api("POST", "/sessions", body);
    assertThat(created.status()).isEqualTo(201);

    Response read =
        RawHttp.request(
            gateway.apiPort(), "GET", created.text().replaceFirst("http://[^/]*", ""), NO_BODY);
    assertAnswer(read, 400, HTML, "'channel_id' missing");
  }

  @Test
  void showsNothingForASessionOfAnUnknownChannel() throws Exception {
    Response created = gateway.api("POST", "/sessions", "{\"channel_id\":\"nope\"}");

    Response read =
        RawHttp.request(
            gateway.apiPort(), "GET", created.text().replaceFirst("http://[^/]*", ""), NO_BODY);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.body()).isEmpty();
  }

  private static void assertAnswer(Response response, int status, String type, String body) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo(type);
    assertThat(response.text()).isEqualTo(body);
  }

  private static JsonNode json(Response response) throws Exception {
    return MAPPER.readTree(response.body());
  }
}
