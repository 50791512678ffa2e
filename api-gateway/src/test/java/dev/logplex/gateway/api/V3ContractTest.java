package dev.logplex.gateway.api;

import static dev.logplex.gateway.TestGateway.CHANNEL;
import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static dev.logplex.gateway.TestGateway.operator;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.history.HistoryUnavailableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** API v3, row by row. */
class V3ContractTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String JSON = "Content-Type: application/json";
  private static final String PATH = "/v3/channels/" + CHANNEL;

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  // Order of checks

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST   | /v3/channels/app-1            | GET, PUT, DELETE",
        "HEAD   | /v3/channels/app-1            | GET, PUT, DELETE",
        "OPTIONS| /v3/channels/app-1            | GET, PUT, DELETE",
        "GET    | /v3/channels/app-1/tokens     | POST",
        "GET    | /v3/channels/app-1/drains     | POST",
        "GET    | /v3/channels/app-1/drains/1   | PUT, DELETE",
        "POST   | /v3/channels/app-1/logs       | GET",
        "GET    | /v3/sessions                  | POST",
      })
  void tellsWhichMethodsThereAreWithoutCredentials(String method, String path, String allow)
      throws Exception {
    Response response = RawHttp.request(gateway.apiPort(), method, path, NO_BODY);

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("allow")).isEqualTo(allow);
  }

  @ParameterizedTest
  @ValueSource(strings = {PATH + "/drains", PATH + "/tokens", "/v3/sessions"})
  void tellsOfAMalformedBodyBeforeItLooksAtCredentials(String path) throws Exception {
    Response response = RawHttp.request(gateway.apiPort(), "POST", path, octets("{"));

    assertError(response, 400, "invalid payload");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"x\"} x",
        "{\"name\":\"x\"}{}",
        "{\"name\":\"x\",}",
        "{'name':'x'}",
        "/**/{\"name\":\"x\"}",
        "{\"name\":NaN}",
        "{\"name\":\"x\",\"n\":1e}",
        "{\"name\":\"\u0001\"}",
        "",
      })
  void takesOneJsonTextAndNothingElse(String body) throws Exception {
    assertError(gateway.api("POST", PATH + "/tokens", body), 400, "invalid payload");
  }

  @Test
  void refusesJsonThatIsTooDeepTooLongOrNoUtf8() throws Exception {
    for (byte[] body :
        List.of(
            octets("[".repeat(100_000)),
            octets("{\"name\":\"x\",\"n\":" + "9".repeat(2_000) + "}"),
            new byte[] {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, '"', '}'})) {
      Response response =
          RawHttp.request(gateway.apiPort(), "POST", PATH + "/tokens", body, operator(), JSON);
      assertError(response, 400, "invalid payload");
    }
  }

  @Test
  void takesJsonBehindAByteOrderMark() throws Exception {
    assertThat(gateway.api("POST", PATH + "/tokens", "\ufeff{\"name\":\"x\"}").status())
        .isEqualTo(200);
  }

  @Test
  void readsTheBodyOfAChannelLast() throws Exception {
    assertError(RawHttp.request(gateway.apiPort(), "PUT", PATH, octets("{")), 401, "unauthorized");
  }

  @Test
  void checksCredentialsBeforeAcceptAndAcceptBeforeThePath() throws Exception {
    String accept = "Accept: text/csv";
    assertThat(RawHttp.request(gateway.apiPort(), "GET", PATH, NO_BODY, accept).status())
        .isEqualTo(401);
    assertThat(
            RawHttp.request(
                    gateway.apiPort(), "GET", "/v3/channels/nope", NO_BODY, operator(), accept)
                .status())
        .isEqualTo(406);
  }

  @Test
  void readsAllAcceptHeadersAsOne() throws Exception {
    String[] headers = {operator(), "Accept: text/html", "Accept: application/json"};
    assertThat(RawHttp.request(gateway.apiPort(), "GET", PATH, NO_BODY, headers).status())
        .isEqualTo(200);
  }

  @Test
  void doesNotKnowADrainThatIsNoNumberInAnyMode() throws Exception {
    gateway.api("PUT", "/v3/switches/api_status", "{\"value\":\"disabled\"}");
    assertThat(gateway.api("PUT", PATH + "/drains/x", "{}").status()).isEqualTo(404);
    assertThat(gateway.api("PUT", PATH + "/drains/1", "{}").status()).isEqualTo(503);
  }

  @Test
  void checksThePathBeforeTheContentType() throws Exception {
    Response response =
        RawHttp.request(
            gateway.apiPort(),
            "POST",
            "/v3/channels/nope/tokens",
            octets("{\"name\":\"a\"}"),
            operator(),
            "Content-Type: text/plain");

    assertThat(response.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"application/json;charset=utf-8, 200", "text/plain, 415", "'', 415"})
  void takesJsonAlone(String type, int status) throws Exception {
    Response response =
        RawHttp.request(
            gateway.apiPort(),
            "PUT",
            PATH,
            octets("{\"tokens\":[\"app\"]}"),
            operator(),
            "Content-Type: " + type);

    assertThat(response.status()).isEqualTo(status);
  }

  // Credentials

  @Test
  void opensToEveryFormOfCredentialsThatMayDoEverything() throws Exception {
    String key = Authenticator.apiKey(TestGateway.API_USER, TestGateway.API_PASSWORD);
    for (String header :
        List.of(
            operator(),
            "Authorization: Basic " + TestGateway.AUTH_KEY,
            "Authorization: Bearer " + key,
            "authorization: bearer " + key,
            basic("", key))) {
      assertThat(RawHttp.request(gateway.apiPort(), "GET", PATH, NO_BODY, header).status())
          .as(header)
          .isEqualTo(200);
    }
  }

  @Test
  void staysShutForAllOthers() throws Exception {
    for (String header :
        List.of(
            "X: y",
            "Authorization: Basic",
            "Authorization: Basic %%%",
            "Authorization: Bearer " + TestGateway.AUTH_KEY,
            basic(TestGateway.API_USER, "wrong"),
            basic(TestGateway.WRITER, "write"),
            basic("", ""),
            basic("token", gateway.token("app")))) {
      Response response = RawHttp.request(gateway.apiPort(), "GET", PATH, NO_BODY, header);
      assertError(response, 401, "unauthorized");
      assertThat(response.header("www-authenticate")).isEqualTo("Basic realm=Logplex");
    }
  }

  // Every answer

  @Test
  void namesARequestThatHasNoNameItself() throws Exception {
    Response unnamed = gateway.api("GET", PATH, null);
    Response named =
        RawHttp.request(
            gateway.apiPort(), "GET", "/v3/channels/no", NO_BODY, operator(), "Request-Id: mine");

    assertThat(unnamed.header("request-id")).hasSize(36);
    assertThat(named.header("request-id")).isNull();
    assertThat(json(named).get("id").asText()).isEqualTo("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v3/nope", "/v3/channels", "/v3/channels/a/b", "/v3/channels/a/drains/x"})
  void answers404ForUnknownPaths(String path) throws Exception {
    assertError(gateway.api("GET", path, null), 404, "not found");
  }

  @Test
  void refusesABodyAboveOneMebibyteBeforeItIsSent() throws Exception {
    String head = "POST " + PATH + "/tokens HTTP/1.1\r\nHost: x\r\n" + operator() + "\r\n" + JSON;

    Response response =
        RawHttp.send(gateway.apiPort(), head + "\r\nContent-Length: 1048577\r\n\r\n", NO_BODY);

    assertError(response, 413, "request body above 1048576 octets");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "HEAD"})
  void isHealthyForEveryMethodWithoutCredentials(String method) throws Exception {
    assertThat(RawHttp.request(gateway.apiPort(), method, "/v3/healthcheck", NO_BODY).statusLine())
        .isEqualTo("HTTP/1.1 200 OK");
  }

  // Channels

  @Test
  void createsAChannelWithItsTokens() throws Exception {
    Response response = gateway.api("PUT", "/v3/channels/new", "{\"tokens\":[\"app\",\"db\"]}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    JsonNode body = json(response);
    assertThat(body.get("channel").asText()).isEqualTo("new");
    assertThat(body.get("tokens").properties()).hasSize(2);
    assertThat(body.get("tokens").get("db").asText()).startsWith("t.").hasSize(38);
    assertThat(body.has("drains")).isFalse();
    assertThat(json(gateway.api("GET", "/v3/channels/new", null))).isEqualTo(body);
  }

  @Test
  void keepsWantedTokensMakesMissingOnesAndDeletesTheRest() throws Exception {
    String app = gateway.token("app");

    Response response = gateway.api("PUT", PATH, "{\"tokens\":[\"app\",\"db\",\"db\"]}");

    assertThat(response.status()).isEqualTo(200);
    JsonNode tokens = json(response).get("tokens");
    assertThat(tokens.get("app").asText()).isEqualTo(app);
    assertThat(tokens.has("db")).isTrue();
    assertThat(tokens.has("heroku")).isFalse();
  }

  @Test
  void deletesAllTokensIfNoneIsWanted() throws Exception {
    Response response = gateway.api("PUT", PATH, "{}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{\"channel\":\"app-1\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "1",
        "\"x\"",
        "{",
        "",
        "{\"tokens\":[1]}",
        "{\"tokens\":{}}",
        "{\"tokens\":[\"\"]}"
      })
  void refusesAChannelItCannotRead(String body) throws Exception {
    assertError(gateway.api("PUT", PATH, body), 400, "invalid payload");
    assertThat(gateway.channel().tokens()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"app%20x", "a%2fb", "%C3%A4", "a+b", "a.b-c_d~e", "%25"})
  void takesAnyTextAsAChannelId(String id) throws Exception {
    String path = "/v3/channels/" + id;

    assertThat(gateway.api("PUT", path, "{}").status()).isEqualTo(201);
    assertThat(gateway.api("PUT", path, "{}").status()).isEqualTo(200);
    assertThat(gateway.api("GET", path, null).status()).isEqualTo(200);
    assertThat(gateway.api("DELETE", path, null).status()).isEqualTo(204);
  }

  @Test
  void refusesIdsThatAreTooLongOrHoldControls() throws Exception {
    assertThat(gateway.api("PUT", "/v3/channels/" + "x".repeat(256), "{}").status()).isEqualTo(422);
    assertThat(gateway.api("PUT", "/v3/channels/a%0ab", "{}").status()).isEqualTo(422);
  }

  @Test
  void deletesAChannel() throws Exception {
    Response response = gateway.api("DELETE", PATH, null);

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertError(gateway.api("GET", PATH, null), 404, "channel not found");
    assertError(gateway.api("DELETE", PATH, null), 404, "channel not found");
  }

  // Tokens

  @Test
  void createsATokenBesideOthers() throws Exception {
    Response response = gateway.api("POST", PATH + "/tokens", "{\"name\":\"db\"}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(json(response).get("name").asText()).isEqualTo("db");
    assertThat(json(response).get("token").asText()).isEqualTo(gateway.token("db"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"name\":1}", "{\"name\":null}", "{\"name\":\"\"}", ""})
  void refusesATokenWithoutAName(String body) throws Exception {
    assertError(gateway.api("POST", PATH + "/tokens", body), 400, "invalid payload");
  }

  @Test
  void createsNoTokenForAnUnknownChannel() throws Exception {
    assertError(
        gateway.api("POST", "/v3/channels/nope/tokens", "{\"name\":\"db\"}"),
        404,
        "channel not found");
  }

  // Drains

  @Test
  void reservesADrainAndGivesItAUrlLater() throws Exception {
    Response reserved = gateway.api("POST", PATH + "/drains", "{}");

    assertThat(reserved.status()).isEqualTo(201);
    long id = json(reserved).get("id").asLong();
    assertThat(reserved.text())
        .isEqualTo(
            "{\"id\":" + id + ",\"token\":\"" + json(reserved).get("token").asText() + "\"}");
    assertThat(reserved.header("location"))
        .isEqualTo("http://127.0.0.1:" + gateway.apiPort() + PATH + "/drains/" + id);
    assertThat(json(gateway.api("GET", PATH, null)).has("drains")).isFalse();

    Response completed =
        gateway.api("PUT", PATH + "/drains/" + id, "{\"url\":\"syslog://h.example:514\"}");
    assertThat(completed.status()).isEqualTo(200);
    assertThat(completed.header("location")).isNull();
    assertThat(json(completed).get("token")).isEqualTo(json(reserved).get("token"));
    assertThat(json(gateway.api("GET", PATH, null)).get("drains").get(0))
        .isEqualTo(json(completed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h.example/x?y=1",
        "https://user:secret@h.example:8443/",
        "syslog://h.example",
        "syslog+tls://h.example#insecure",
        "http://127.0.0.1:9/",
        "http://[::1]:9/"
      })
  void createsADrain(String url) throws Exception {
    Response response = gateway.api("POST", PATH + "/drains", "{\"url\":\"" + url + "\"}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(json(response).get("url").asText()).isEqualTo(url);
    assertThat(json(response).get("token").asText()).startsWith("d.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "{", "", "{\"url\":1}", "{\"url\":null}", "{\"url\":\"i am not a url\"}"})
  void refusesADrainItCannotRead(String body) throws Exception {
    assertError(gateway.api("POST", PATH + "/drains", body), 400, "invalid payload");
    assertThat(gateway.channel().drains()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x/", "udpsyslog://x", "http:///x", "syslog://x:0", "HTTP://x/"})
  void refusesADrainThatCouldNeverWork(String url) throws Exception {
    Response response = gateway.api("POST", PATH + "/drains", "{\"url\":\"" + url + "\"}");

    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response).get("error").asText()).startsWith("Invalid drain destination: ");
    assertThat(gateway.channel().drains()).isEmpty();
  }

  @Test
  void refusesTheSameUrlTwiceAndLeavesNothingBehind() throws Exception {
    gateway.config.addDrain(CHANNEL, "http://h.example/");

    assertError(
        gateway.api("POST", PATH + "/drains", "{\"url\":\"http://h.example/\"}"),
        409,
        "already exists");
    assertThat(gateway.channel().drains()).hasSize(1);
  }

  @Test
  void refusesMoreDrainsThanAllowed() throws Exception {
    for (int i = 0; i < 6; i++) {
      gateway.config.addDrain(CHANNEL, "http://h.example/" + i);
    }

    assertError(
        gateway.api("POST", PATH + "/drains", "{\"url\":\"http://h.example/6\"}"),
        422,
        "maximum number of drains reached");
    assertThat(gateway.api("POST", PATH + "/drains", "{}").status()).isEqualTo(201);
  }

  @Test
  void createsNoDrainForAnUnknownChannel() throws Exception {
    assertError(gateway.api("POST", "/v3/channels/no/drains", "{}"), 404, "channel not found");
  }

  @Test
  void changesADrainToTheUrlItHas() throws Exception {
    long id = gateway.config.addDrain(CHANNEL, "http://h.example/").id();

    assertThat(
            gateway.api("PUT", PATH + "/drains/" + id, "{\"url\":\"http://h.example/\"}").status())
        .isEqualTo(200);
  }

  @Test
  void changesNoDrainToTheUrlOfAnother() throws Exception {
    gateway.config.addDrain(CHANNEL, "http://h.example/1");
    long id = gateway.config.addDrain(CHANNEL, "http://h.example/2").id();

    assertError(
        gateway.api("PUT", PATH + "/drains/" + id, "{\"url\":\"http://h.example/1\"}"),
        409,
        "already exists");
  }

  @Test
  void changesOnlyDrainsThatExist() throws Exception {
    assertError(
        gateway.api("PUT", PATH + "/drains/99", "{\"url\":\"http://h/\"}"), 404, "drain not found");
    assertError(gateway.api("PUT", PATH + "/drains/99", "{}"), 400, "invalid payload");
  }

  @Test
  void deletesADrainOfItsOwnChannelOnly() throws Exception {
    gateway.api("PUT", "/v3/channels/other", "{}");
    long id = gateway.config.addDrain(CHANNEL, "http://h.example/").id();

    assertError(
        gateway.api("DELETE", "/v3/channels/other/drains/" + id, null), 404, "drain not found");
    assertThat(gateway.api("DELETE", PATH + "/drains/" + id, null).status()).isEqualTo(204);
    assertError(gateway.api("DELETE", PATH + "/drains/" + id, null), 404, "drain not found");
  }

  // Logs

  @Test
  void showsTheNewestLinesOldestFirst() throws Exception {
    gateway.history(CHANNEL, 1, messages(150));

    Response all = gateway.api("GET", PATH + "/logs", null);
    Response three = gateway.api("GET", PATH + "/logs?num=3", null);

    assertThat(all.header("content-type")).isEqualTo("application/logplex-1");
    assertThat(all.header("connection")).isEqualTo("close");
    assertThat(all.header("logplex-msg-count")).isEqualTo("100");
    assertThat(three.header("logplex-msg-count")).isEqualTo("3");
    assertThat(three.text())
        .isEqualTo(frame(message(147)) + frame(message(148)) + frame(message(149)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "150, 150",
    "9999, 150",
    "99999999999, 150",
    "0005, 5",
    "abc, 100",
    "-1, 100",
    "'', 100"
  })
  void readsTheNumberOfLines(String num, String lines) throws Exception {
    gateway.history(CHANNEL, 1, messages(150));

    assertThat(gateway.api("GET", PATH + "/logs?num=" + num, null).header("logplex-msg-count"))
        .isEqualTo(lines);
  }

  @Test
  void filtersBeforeItCuts() throws Exception {
    String[] messages = messages(100);
    messages[3] = "<1>1 T host heroku router - found\n";
    messages[5] = "<1>1 T host heroku routers - not this\n";
    gateway.history(CHANNEL, 1, messages);

    Response response = gateway.api("GET", PATH + "/logs?num=2&source=heroku&ps=router", null);

    assertThat(response.text()).isEqualTo(frame(messages[3]));
    assertThat(response.header("logplex-msg-count")).isEqualTo("1");
  }

  @Test
  void showsNothingForAChannelWithoutLines() throws Exception {
    Response response = gateway.api("GET", PATH + "/logs", null);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.header("logplex-msg-count")).isEqualTo("0");
  }

  @Test
  void comparesAcceptWithTheTypeOfLogs() throws Exception {
    assertThat(
            RawHttp.request(
                    gateway.apiPort(),
                    "GET",
                    PATH + "/logs",
                    NO_BODY,
                    operator(),
                    "Accept: application/json")
                .status())
        .isEqualTo(406);
  }

  @Test
  void showsNoLogsOfAnUnknownChannel() throws Exception {
    assertError(gateway.api("GET", "/v3/channels/no/logs", null), 404, "channel not found");
  }

  @Test
  void asksToTryAgainWhenHistoryIsUnavailable() throws Exception {
    gateway.reading =
        () ->
            CompletableFuture.failedFuture(
                new HistoryUnavailableException("restarting", new IllegalStateException()));

    Response response = gateway.api("GET", PATH + "/logs", null);

    assertError(response, 503, "failed to fetch channel logs");
    assertThat(response.header("retry-after")).isEqualTo("1");
  }

  @Test
  void waitsForHistoryNoLongerThanASecond() throws Exception {
    gateway.reading = CompletableFuture::new;
    long start = System.nanoTime();

    assertThat(gateway.api("GET", PATH + "/logs", null).status()).isEqualTo(503);
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }

  // Sessions

  @ParameterizedTest
  @ValueSource(strings = {"/v3/sessions", "/v3/sessions/anything", "/v3/sessions/any/thing"})
  void createsASession(String path) throws Exception {
    Response response = gateway.api("POST", path, "{\"channel_id\":\"app-1\"}");

    assertThat(response.status()).isEqualTo(201);
    String url = json(response).get("url").asText();
    assertThat(url).startsWith("http://127.0.0.1:" + gateway.apiPort() + "/sessions/");
    assertThat(response.header("location")).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"channel_id\":7}", "{\"channel_id\":null}", ""})
  void refusesASessionWithoutAChannel(String body) throws Exception {
    assertError(gateway.api("POST", "/v3/sessions", body), 400, "invalid payload");
  }

  @Test
  void refusesASessionOfAnUnknownChannel() throws Exception {
    assertError(
        gateway.api("POST", "/v3/sessions", "{\"channel_id\":\"nope\"}"), 422, "channel not found");
  }

  // Names of channels, creds and flags, which Logplex has no API for

  @Test
  void namesAChannelAndLeavesItsTokensAlone() throws Exception {
    String before = gateway.token("app");

    Response named = gateway.api("PUT", PATH, "{\"name\":\"shop\"}");

    assertThat(named.status()).isEqualTo(200);
    assertThat(json(named).get("name").asText()).isEqualTo("shop");
    assertThat(json(named).at("/tokens/app").asText()).isEqualTo(before);
    assertThat(json(gateway.api("GET", PATH, null)).get("name").asText()).isEqualTo("shop");
  }

  @Test
  void keepsTheNameOfAChannelWhoseTokensChange() throws Exception {
    gateway.api("PUT", PATH, "{\"name\":\"shop\",\"tokens\":[\"app\"]}");

    Response changed = gateway.api("PUT", PATH, "{\"tokens\":[\"web\"]}");

    assertThat(json(changed).get("name").asText()).isEqualTo("shop");
    assertThat(gateway.channel().tokens()).extracting("name").containsExactly("web");
  }

  @Test
  void refusesTheNameOfAnotherChannel() throws Exception {
    gateway.api("PUT", PATH, "{\"name\":\"shop\"}");

    assertError(
        gateway.api("PUT", "/v3/channels/app-2", "{\"name\":\"shop\"}"), 409, "name is taken");
    assertThat(gateway.api("PUT", PATH, "{\"name\":\"shop\"}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"'', 400", "7, 400", "null, 400", "'a\\nb', 422"})
  void refusesNamesThatAreNone(String name, int status) throws Exception {
    String json = name.equals("7") || name.equals("null") ? name : '"' + name + '"';

    Response response = gateway.api("PUT", PATH, "{\"name\":" + json + "}");

    assertThat(response.status()).isEqualTo(status);
    assertThat(gateway.channel().name()).isNull();
    assertThat(gateway.channel().tokens()).hasSize(2);
  }

  @Test
  void makesCredsOfSingleChannels() throws Exception {
    gateway.api("PUT", PATH, "{\"name\":\"shop\"}");
    gateway.api("PUT", "/v3/channels/app-2", "{}");

    Response made = gateway.api("POST", "/v3/creds", "{\"channels\":[\"shop\",\"app-2\"]}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(json(made).get("channels").toString()).isEqualTo("[\"app-1\",\"app-2\"]");
    assertThat(json(made).get("permissions").toString()).isEqualTo("[]");
    String key = json(made).get("apiKey").asText();
    assertThat(key)
        .isEqualTo(
            Authenticator.apiKey(
                json(made).get("id").asText(), json(made).get("password").asText()));
    Response list = gateway.api("GET", "/v3/creds", null);
    assertThat(list.text()).contains("\"channels\":[\"app-1\",\"app-2\"]").doesNotContain(key);
    assertError(
        RawHttp.request(gateway.apiPort(), "GET", PATH, NO_BODY, "Authorization: Bearer " + key),
        401,
        "unauthorized");

    gateway.api("DELETE", "/v3/channels/app-2", null);
    gateway.api("PUT", "/v3/channels/app-2", "{}");
    assertThat(gateway.api("GET", "/v3/creds", null).text()).contains("\"channels\":[\"app-1\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "422 | {\"channels\":[\"nope\"]}",
        "422 | {\"channels\":[\"app-1\"],\"permissions\":[\"any_channel\"]}",
        "422 | {\"channels\":[\"app-1\"],\"permissions\":[\"full_api\"]}",
        "400 | {\"channels\":[]}",
        "400 | {\"channels\":\"app-1\"}",
        "400 | {\"channels\":null}",
      })
  void refusesCredsOfChannelsThatCannotBe(int status, String body) throws Exception {
    assertThat(gateway.api("POST", "/v3/creds", body).status()).isEqualTo(status);
  }

  @Test
  void makesCredsThatWorkAtOnce() throws Exception {
    Response made =
        gateway.api("POST", "/v3/creds", "{\"name\":\"ci\",\"permissions\":[\"full_api\"]}");

    assertThat(made.status()).isEqualTo(201);
    String id = json(made).get("id").asText();
    String password = json(made).get("password").asText();
    assertThat(json(made).get("permissions").toString()).isEqualTo("[\"full_api\"]");
    assertThat(
            RawHttp.request(gateway.apiPort(), "GET", PATH, NO_BODY, basic(id, password)).status())
        .isEqualTo(200);

    Response list = gateway.api("GET", "/v3/creds", null);
    assertThat(list.text())
        .contains("{\"id\":\"" + id + "\",\"name\":\"ci\",\"permissions\":[\"full_api\"]}")
        .doesNotContain(password);

    assertThat(gateway.api("DELETE", "/v3/creds/" + id, null).status()).isEqualTo(204);
    assertError(gateway.api("DELETE", "/v3/creds/" + id, null), 404, "cred not found");
    assertThat(
            RawHttp.request(gateway.apiPort(), "GET", PATH, NO_BODY, basic(id, password)).status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"permissions\":\"full_api\"}",
        "{\"permissions\":[\"root\"]}",
        "{\"permissions\":[],\"name\":7}"
      })
  void refusesCredsItCannotRead(String body) throws Exception {
    assertThat(gateway.api("POST", "/v3/creds", body).status()).isEqualTo(400);
  }

  @Test
  void changesTheFlagsThatAreNamed() throws Exception {
    assertThat(gateway.api("GET", PATH + "/flags", null).text())
        .isEqualTo("{\"no_tail\":false,\"no_history\":false}");
    assertThat(gateway.api("PUT", PATH + "/flags", "{\"no_redis\":true}").text())
        .isEqualTo("{\"no_tail\":false,\"no_history\":true}");
    assertThat(gateway.api("PUT", PATH + "/flags", "{\"no_tail\":true}").text())
        .isEqualTo("{\"no_tail\":true,\"no_history\":true}");
    assertThat(gateway.channel().flags().noHistory()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"no_tail\":1}", "{\"no_drain\":true}", "{"})
  void refusesFlagsItDoesNotKnow(String body) throws Exception {
    assertThat(gateway.api("PUT", PATH + "/flags", body).status()).isEqualTo(400);
  }

  private static void assertError(Response response, int status, String text) throws Exception {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(json(response).get("error").asText()).isEqualTo(text);
    assertThat(json(response).get("id").asText()).isNotEmpty();
  }

  private static JsonNode json(Response response) throws Exception {
    return MAPPER.readTree(response.body());
  }

  private static String message(int i) {
    return "<1>1 T host app web.1 - " + i + "\n";
  }

  private static String[] messages(int count) {
    String[] messages = new String[count];
    for (int i = 0; i < count; i++) {
      messages[i] = message(i);
    }
    return messages;
  }
}
