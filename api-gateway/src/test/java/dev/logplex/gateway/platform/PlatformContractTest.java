package dev.logplex.gateway.platform;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigUnavailableException;
import dev.logplex.model.DrainOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heroku's Platform API as far as logs go, with the headers that the command line sends. */
class PlatformContractTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ACCEPT = "Accept: application/vnd.heroku+json; version=3";
  private static final String SDK = "Accept: application/vnd.heroku+json; version=3.sdk";
  private static final String DRAINS = "/apps/shop/log-drains";
  private static final String URL = "https://user:pw@logs.example.com:8443/in?env=a%20b&x=1";

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  private static final String OPERATOR =
      bearer(Authenticator.apiKey(TestGateway.API_USER, TestGateway.API_PASSWORD));

  @BeforeEach
  void nameTheChannel() {
    gateway.config.execute(new ConfigCommand.PutChannel(TestGateway.CHANNEL, null, "shop")).join();
  }

  // Apps

  @Test
  void knowsAChannelByItsNameAndByItsId() throws Exception {
    Response named = get("/apps/shop", OPERATOR, SDK);

    assertThat(named.status()).isEqualTo(200);
    assertThat(named.header("content-type")).isEqualTo("application/json");
    assertThat(json(named).get("id").asText()).isEqualTo("app-1");
    assertThat(json(named).get("name").asText()).isEqualTo("shop");
    assertThat(json(named).at("/generation/name").asText()).isEqualTo("cedar");
    assertThat(Instant.parse(json(named).get("created_at").asText())).isNotNull();
    assertThat(get("/apps/app-1", OPERATOR).text()).isEqualTo(named.text());
    gateway.config.execute(new ConfigCommand.PutChannel("app-2", List.of(), null)).join();
    assertThat(json(get("/apps/app-2", OPERATOR)).get("name").asText()).isEqualTo("app-2");
  }

  @Test
  void hasNoAddOns() throws Exception {
    assertError(
        get("/apps/shop/addons/papertrail", OPERATOR),
        404,
        "not_found",
        "Couldn't find that add-on.");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /apps/shop/nope",
    "GET, /apps/shop/log-drains/a/b",
    "POST, /apps/shop",
    "GET, /apps/shop/log-sessions",
    "PUT, /apps/shop/log-drains",
    "PATCH, /apps/shop/log-drains/x"
  })
  void answersWhatThereIsNotInTheSameWay(String method, String path) throws Exception {
    Response response = RawHttp.request(gateway.apiPort(), method, path, NO_BODY, OPERATOR);

    assertThat(response.status()).isEqualTo(404);
    assertThat(json(response).get("id").asText()).isEqualTo("not_found");
    assertThat(response.header("request-id")).hasSize(36);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/account", "/spaces/any/log-drain", "/telemetry-drains", "/"})
  void saysInItsWordsWhatElseItHasNot(String path) throws Exception {
    Response response = get(path, OPERATOR, ACCEPT);

    assertThat(response.status()).isEqualTo(404);
    assertThat(json(response).get("id").asText()).isEqualTo("not_found");
    assertThat(get(path, OPERATOR).header("content-type")).isEqualTo("text/html");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/vnd.heroku+json; version=3       | 200",
        "application/vnd.heroku+json; version=3.sdk   | 200",
        "application/json                             | 200",
        "*/*                                          | 200",
        "text/html                                    | 406",
      })
  void answersInItsMediaTypesAlone(String accept, int status) throws Exception {
    Response response = get("/apps/shop", OPERATOR, "Accept: " + accept);

    assertThat(response.status()).isEqualTo(status);
  }

  // Keys

  @Test
  void takesAKeyAsBearerAndAsPasswordOfTheEmptyUser() throws Exception {
    String key = Authenticator.apiKey(TestGateway.API_USER, TestGateway.API_PASSWORD);
    for (String header : List.of(bearer(key), basic("", key), TestGateway.operator())) {
      assertThat(get("/apps/shop", header).status()).as(header).isEqualTo(200);
    }
  }

  @Test
  void refusesAllOtherKeysBeforeItLooksForTheApp() throws Exception {
    String nobody = Authenticator.apiKey(TestGateway.NOBODY, "none");
    for (String path : List.of("/apps/shop", "/apps/nope", DRAINS)) {
      for (String header :
          List.of("X: y", bearer("wrong"), bearer(nobody), basic("", ""), bearer(""))) {
        Response response = get(path, header);
        assertError(response, 401, "unauthorized", "Invalid credentials provided.");
        assertThat(response.header("www-authenticate")).isEqualTo("Basic realm=Logplex");
      }
    }
  }

  @Test
  void showsAKeyItsOwnAppsAlone() throws Exception {
    String key = keyOf("app-2");

    assertThat(get("/apps/app-2", key).status()).isEqualTo(200);
    assertThat(post("/apps/app-2/log-sessions", "{}", key).status()).isEqualTo(201);
    assertThat(post("/apps/app-2/log-drains", url(URL), key).status()).isEqualTo(201);
  }

  @Test
  void answersForAnAppThatAKeyMayNotSeeAsForOneThatThereIsNot() throws Exception {
    String key = keyOf("app-2");
    gateway.config.addDrain("app-1", URL);
    String id = json(get(DRAINS, OPERATOR)).get(0).get("id").asText();

    for (String path :
        List.of("", "/log-drains", "/log-drains/" + id, "/addons/x", "/nope", "/log-sessions")) {
      assertSame(get("/apps/shop" + path, key), get("/apps/none" + path, key));
      assertSame(get("/apps/app-1" + path, key), get("/apps/none" + path, key));
    }
    for (String body : List.of("{}", "{", "[]", url(URL), url("nonsense"), "")) {
      assertSame(
          post("/apps/shop/log-drains", body, key), post("/apps/none/log-drains", body, key));
      assertSame(
          post("/apps/shop/log-sessions", body, key), post("/apps/none/log-sessions", body, key));
    }
    assertSame(
        delete("/apps/shop/log-drains/" + id, key), delete("/apps/none/log-drains/" + id, key));
    assertThat(gateway.channel().drains()).hasSize(1);
  }

  @Test
  void findsAnAppByItsNameBehindAnotherThatAKeyMayNotSee() throws Exception {
    String key = keyOf("app-2");
    gateway.config.execute(new ConfigCommand.PutChannel("app-2", null, "app-1")).join();

    assertThat(json(get("/apps/app-1", key)).get("id").asText()).isEqualTo("app-2");
    assertThat(json(get("/apps/app-1", OPERATOR)).get("id").asText()).isEqualTo("app-1");
  }

  // Log sessions

  @Test
  void makesASessionThatReads() throws Exception {
    gateway.history("app-1", 1, line("app", "web.1", "one"), line("heroku", "router", "two"));

    Response made =
        post("/apps/shop/log-sessions", "{\"lines\":100,\"tail\":false}", OPERATOR, SDK);

    assertThat(made.status()).isEqualTo(201);
    JsonNode session = json(made);
    assertThat(session.get("id").asText()).hasSize(36);
    assertThat(session.get("created_at").asText()).isEqualTo(session.get("updated_at").asText());
    assertThat(read(session)).isEqualTo("T app[web.1]: one\nT heroku[router]: two\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"lines\":1}                          | web.2",
        "{\"source\":\"heroku\"}                | router",
        "{\"dyno\":\"web\",\"lines\":100}       | web.1,web.2",
        "{\"dyno\":\"web.1\"}                   | web.1",
        "{\"type\":\"web\"}                     | web.1,web.2",
        "{\"type\":\"web\",\"dyno\":\"web.2\"}  | web.2",
        "{\"source\":null,\"lines\":null}       | web.1,router,web.2",
        "{}                                     | web.1,router,web.2",
      })
  void understandsWhatHerokuCallsALineAndADyno(String body, String processes) throws Exception {
    gateway.history(
        "app-1",
        1,
        line("app", "web.1", "x"),
        line("heroku", "router", "x"),
        line("app", "web.2", "x"));

    String lines = read(json(post("/apps/shop/log-sessions", body, OPERATOR)));

    assertThat(lines.lines().map(line -> line.replaceAll(".*\\[(.*)].*", "$1")).toList())
        .containsExactly(processes.split(","));
  }

  @Test
  void takesNoBodyForNoWishes() throws Exception {
    assertThat(post("/apps/shop/log-sessions", "", OPERATOR).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"lines\":\"10\"}  | lines must be an integer of at least 0.",
        "{\"lines\":-1}      | lines must be an integer of at least 0.",
        "{\"lines\":1.5}     | lines must be an integer of at least 0.",
        "{\"lines\":1e12}    | lines must be an integer of at least 0.",
        "{\"tail\":\"yes\"}  | tail must be true or false.",
        "{\"dyno\":7}        | dyno must be a string.",
        "{\"source\":[]}     | source must be a string.",
      })
  void refusesWishesItCannotRead(String body, String message) throws Exception {
    assertError(post("/apps/shop/log-sessions", body, OPERATOR), 422, "invalid_params", message);
  }

  @Test
  void refusesTextsThatAreTooLong() throws Exception {
    String body = "{\"source\":\"" + "x".repeat(256) + "\"}";

    assertThat(post("/apps/shop/log-sessions", body, OPERATOR).status()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "7"})
  void refusesBodiesThatAreNoObject(String body) throws Exception {
    assertError(
        post("/apps/shop/log-sessions", body, OPERATOR),
        400,
        "bad_request",
        "The body is no JSON object.");
  }

  // Log drains

  @Test
  void addsShowsAndRemovesADrain() throws Exception {
    Response added = post(DRAINS, url(URL), OPERATOR, ACCEPT);

    assertThat(added.status()).isEqualTo(201);
    JsonNode drain = json(added);
    String token = gateway.channel().drains().get(0).token();
    assertThat(drain.get("token").asText()).isEqualTo(token);
    assertThat(token).isEqualTo("d." + drain.get("id").asText());
    assertThat(drain.get("url").asText()).isEqualTo(URL);
    assertThat(drain.get("addon").isNull()).isTrue();
    assertThat(drain.get("app").toString()).isEqualTo("{\"id\":\"app-1\",\"name\":\"shop\"}");
    assertThat(Instant.parse(drain.get("created_at").asText())).isNotNull();
    assertThat(drain.get("updated_at")).isEqualTo(drain.get("created_at"));
    assertThat(json(get(DRAINS, OPERATOR)).toString()).isEqualTo("[" + drain + "]");
    for (String name : List.of(drain.get("id").asText(), token, URL)) {
      assertThat(json(get(DRAINS + "/" + encoded(name), OPERATOR))).isEqualTo(drain);
    }

    Response removed = delete(DRAINS + "/" + encoded(URL), OPERATOR);

    assertThat(removed.status()).isEqualTo(200);
    assertThat(json(removed)).isEqualTo(drain);
    assertThat(get(DRAINS, OPERATOR).text()).isEqualTo("[]");
    assertError(
        delete(DRAINS + "/" + encoded(URL), OPERATOR),
        404,
        "not_found",
        "Couldn't find that log drain.");
  }

  @Test
  void tellsTheNumberOfADrainWhenAsked() throws Exception {
    long number = gateway.config.addDrain("app-1", URL).id();

    assertThat(json(get(DRAINS + "?extended=true", OPERATOR)).at("/0/extended/drain_id").asLong())
        .isEqualTo(number);
    assertThat(json(get(DRAINS, OPERATOR)).get(0).has("extended")).isFalse();
  }

  @Test
  void knowsDrainsOfTheAppAloneAndNoReservations() throws Exception {
    gateway.config.execute(new ConfigCommand.PutChannel("app-2", List.of(), null)).join();
    String token = gateway.config.addDrain("app-2", URL).token();
    String reserved =
        gateway
            .config
            .execute(new ConfigCommand.CreateDrain("app-1", null, DrainOptions.DEFAULT))
            .join()
            .token();

    assertThat(get(DRAINS, OPERATOR).text()).isEqualTo("[]");
    assertThat(delete(DRAINS + "/" + token, OPERATOR).status()).isEqualTo(404);
    assertThat(delete(DRAINS + "/" + reserved, OPERATOR).status()).isEqualTo(404);
    assertThat(gateway.channel().drains()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                              | Url is required.",
        "{\"url\":7}                     | Url is required.",
        "{\"url\":\"nonsense\"}          | Url is invalid: invalid_uri",
        "{\"url\":\"ftp://x/\"}          | Url is invalid: {unknown_scheme,\"ftp\"}",
      })
  void refusesDrainsThatCannotBe(String body, String message) throws Exception {
    assertError(post(DRAINS, body, OPERATOR), 422, "invalid_params", message);
  }

  @Test
  void refusesADrainThatThereIsAndOneTooMany() throws Exception {
    for (int i = 0; i < 6; i++) {
      assertThat(post(DRAINS, url("https://logs.example.com/" + i), OPERATOR).status())
          .isEqualTo(201);
    }
    assertError(
        post(DRAINS, url("https://logs.example.com/6"), OPERATOR),
        422,
        "invalid_params",
        "You have already added the maximum number of drains allowed.");
    delete(DRAINS + "/" + encoded("https://logs.example.com/5"), OPERATOR);
    assertError(
        post(DRAINS, url("https://logs.example.com/0"), OPERATOR),
        422,
        "invalid_params",
        "Url has already been taken.");
  }

  // Modes

  @Test
  void isSwitchedOffWithTheApi() throws Exception {
    gateway.api("PUT", "/v3/switches/api_status", "{\"value\":\"read_only\"}");
    assertThat(get(DRAINS, OPERATOR).status()).isEqualTo(200);
    for (Response response :
        List.of(
            post(DRAINS, url(URL), OPERATOR),
            post("/apps/shop/log-sessions", "{}", OPERATOR),
            delete(DRAINS + "/x", OPERATOR))) {
      assertError(response, 503, "service_unavailable", "The API is read-only.");
      assertThat(response.header("retry-after")).isEqualTo("1");
    }

    gateway.api("PUT", "/v3/switches/api_status", "{\"value\":\"disabled\"}");
    assertError(get("/apps/shop", OPERATOR), 503, "service_unavailable", "The API is disabled.");
  }

  @Test
  void makesNoSessionsWhileTheyAreSwitchedOff() throws Exception {
    gateway.api("PUT", "/v3/switches/deny_tail_sessions", "{\"value\":true}");

    assertError(
        post("/apps/shop/log-sessions", "{}", OPERATOR),
        503,
        "service_unavailable",
        "Log sessions are switched off.");
  }

  @Test
  void tellsWhenNothingCanBeChanged() throws Exception {
    gateway.config.failWith(new ConfigUnavailableException("no broker", null));

    assertError(
        post(DRAINS, url(URL), OPERATOR),
        503,
        "service_unavailable",
        "The configuration cannot be changed now.");
  }

  @Test
  void refusesALargeBodyByItsAnnouncedLength() throws Exception {
    String head = "POST " + DRAINS + " HTTP/1.1\r\nHost: x\r\n" + OPERATOR;

    Response response =
        RawHttp.send(gateway.apiPort(), head + "\r\nContent-Length: 1048577\r\n\r\n", NO_BODY);

    assertThat(response.status()).isEqualTo(413);
    assertThat(json(response).get("id").asText()).isEqualTo("request_too_large");
  }

  /** The same octets, save for the name of the request. */
  private static void assertSame(Response one, Response other) {
    assertThat(one.statusLine()).isEqualTo(other.statusLine()).contains(" 404 ");
    assertThat(one.text()).isEqualTo(other.text());
    assertThat(one.headers().stream().filter(PlatformContractTest::tells).toList())
        .isEqualTo(other.headers().stream().filter(PlatformContractTest::tells).toList());
  }

  private static boolean tells(String header) {
    return !header.startsWith("Request-Id:") && !header.startsWith("Date:");
  }

  private static void assertError(Response response, int status, String id, String message)
      throws Exception {
    assertThat(response.status()).as(response.text()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(json(response).get("id").asText()).isEqualTo(id);
    assertThat(json(response).get("message").asText()).isEqualTo(message);
  }

  /** The key of a channel, which is made, as a header. */
  private static String keyOf(String channel) throws Exception {
    gateway.api("PUT", "/v3/channels/" + channel, "{\"tokens\":[\"app\"]}");
    Response made = gateway.api("POST", "/v3/creds", "{\"channels\":[\"" + channel + "\"]}");
    return bearer(json(made).get("apiKey").asText());
  }

  private static String read(JsonNode session) throws Exception {
    String path = URI.create(session.get("logplex_url").asText()).getRawPath();
    return RawHttp.request(gateway.apiPort(), "GET", path, NO_BODY).text();
  }

  private static String line(String source, String process, String text) {
    return "<190>1 T host " + source + " " + process + " - " + text + "\n";
  }

  private static String url(String url) {
    return "{\"url\":\"" + url + "\"}";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String bearer(String key) {
    return "Authorization: Bearer " + key;
  }

  private static Response get(String path, String... headers) throws Exception {
    return RawHttp.request(gateway.apiPort(), "GET", path, NO_BODY, headers);
  }

  private static Response delete(String path, String... headers) throws Exception {
    return RawHttp.request(gateway.apiPort(), "DELETE", path, NO_BODY, headers);
  }

  private static Response post(String path, String body, String... headers) throws Exception {
    return RawHttp.request(gateway.apiPort(), "POST", path, octets(body), headers);
  }

  private static JsonNode json(Response response) throws Exception {
    return MAPPER.readTree(response.body());
  }
}
