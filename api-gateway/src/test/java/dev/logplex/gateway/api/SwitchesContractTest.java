package dev.logplex.gateway.api;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchesContractTest {

  private static final String ALL_ON =
      "{\"deny_logs_ingress\":false,\"deny_tail_sessions\":false,\"deny_history\":false,"
          + "\"deny_drain_forwarding\":false,\"disable_firehose\":false,"
          + "\"api_status\":\"normal\",\"legacy_api_status\":\"normal\"}";

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @Test
  void tellsAllSwitches() throws Exception {
    Response response = gateway.api("GET", "/v3/switches", null);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo(ALL_ON);
  }

  @ParameterizedTest
  @CsvSource({
    "deny_logs_ingress, true",
    "deny_tail_sessions, true",
    "deny_history, true",
    "deny_drain_forwarding, true",
    "disable_firehose, true",
    "api_status, \"read_only\"",
    "legacy_api_status, \"disabled\""
  })
  void turnsASwitchAndKeepsTheOthers(String name, String value) throws Exception {
    String all = ALL_ON.replaceFirst(":?\"" + name + "\":[^,}]*", "\"" + name + "\":" + value);
    assertThat(turn(name, value).text()).isEqualTo(all);
    assertThat(gateway.api("GET", "/v3/switches", null).text()).isEqualTo(all);
  }

  @Test
  void knowsWhatLogplexCallsDenyHistory() throws Exception {
    assertThat(turn("deny_redis_buffers", "true").text()).contains("\"deny_history\":true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deny_everything | {'value':true} | 404 | switch not found",
        "deny_history | {'value':'true'} | 400 | deny_history is true or false",
        "deny_history | {'value':null} | 400 | deny_history is true or false",
        "api_status | {'value':true} | 400 | api_status is normal or read_only or disabled",
        "api_status | {'value':'off'} | 400 | api_status is normal or read_only or disabled",
        "deny_history | {} | 400 | invalid payload",
        "deny_history | [] | 400 | invalid payload",
      })
  void saysWhatMakesNoSense(String name, String body, int status, String error) throws Exception {
    Response response = gateway.api("PUT", "/v3/switches/" + name, body.replace('\'', '"'));
    assertThat(response.status()).isEqualTo(status);
    assertThat(new ObjectMapper().readTree(response.body()).get("error").asText()).isEqualTo(error);
    assertThat(gateway.api("GET", "/v3/switches", null).text()).isEqualTo(ALL_ON);
  }

  @Test
  void isForOperatorsAlone() throws Exception {
    String nobody = basic(TestGateway.NOBODY, "none");
    assertThat(RawHttp.request(gateway.apiPort(), "GET", "/v3/switches", NO_BODY, nobody).status())
        .isEqualTo(401);
    assertThat(
            RawHttp.request(
                    gateway.apiPort(),
                    "PUT",
                    "/v3/switches/api_status",
                    octets("{\"value\":\"disabled\"}"),
                    nobody,
                    "Content-Type: application/json")
                .status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "GET"})
  void refusesLinesBeforeAllOtherChecks(String method) throws Exception {
    turn("deny_logs_ingress", "true");
    Response response = RawHttp.request(gateway.ingestPort(), method, "/logs", NO_BODY);
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).isEmpty();
    assertThat(RawHttp.request(gateway.ingestPort(), "GET", "/healthcheck", NO_BODY).status())
        .isEqualTo(200);
  }

  @Test
  void makesNoSessions() throws Exception {
    turn("deny_tail_sessions", "true");
    Response response = RawHttp.request(gateway.apiPort(), "POST", "/v3/sessions", octets("{"));
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("retry-after")).isEqualTo("1");
    turn("deny_tail_sessions", "false");
    assertThat(gateway.api("POST", "/v3/sessions", "{\"channel_id\":\"app-1\"}").status())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "deny_history, false, true, true",
    "deny_tail_sessions, true, false, true",
    "deny_drain_forwarding, true, true, false"
  })
  void marksLinesWithWhomTheyMayReach(String name, boolean history, boolean tails, boolean drains)
      throws Exception {
    post();
    turn(name, "true");
    post();
    turn(name, "false");
    post();
    assertThat(gateway.published)
        .extracting(LogBatch::reach)
        .containsExactly(Reach.EVERYWHERE, new Reach(history, tails, drains), Reach.EVERYWHERE);
  }

  @Test
  void readOnlyApiAnswersReadersAlone() throws Exception {
    turn("api_status", "\"read_only\"");
    assertThat(gateway.api("GET", "/v3/channels/app-1", null).status()).isEqualTo(200);
    assertThat(gateway.api("GET", "/channels/1", null).status()).isEqualTo(404);
    for (String method : new String[] {"PUT", "DELETE", "OPTIONS"}) {
      Response response = RawHttp.request(gateway.apiPort(), method, "/v3/channels/x", NO_BODY);
      assertThat(response.status()).as(method).isEqualTo(503);
    }
    assertThat(turn("api_status", "\"normal\"").status()).isEqualTo(200);
    assertThat(gateway.api("DELETE", "/v3/channels/app-1", null).status()).isEqualTo(204);
  }

  @Test
  void disabledApiAnswersNobodyButItsHealthAndSwitches() throws Exception {
    turn("api_status", "\"disabled\"");
    assertThat(gateway.api("GET", "/v3/channels/app-1", null).status()).isEqualTo(503);
    assertThat(gateway.api("GET", "/v3/creds", null).status()).isEqualTo(503);
    assertThat(gateway.api("GET", "/v3/healthcheck", null).text()).isEqualTo("OK");
    assertThat(gateway.api("GET", "/v3/switches", null).status()).isEqualTo(200);
    assertThat(post().status()).isEqualTo(204);
  }

  @Test
  void readOnlyLegacyApiRefusesChangesBeforeItLooksAtCredentials() throws Exception {
    gateway.config.execute(new ConfigCommand.CreateChannel(null, null)).join();
    turn("legacy_api_status", "\"read_only\"");
    for (String change :
        new String[] {
          "POST /channels",
          "DELETE /channels/1",
          "DELETE /v2/channels/1",
          "POST /channels/1/token",
          "POST /v2/channels/1/tokens",
          "POST /sessions",
          "POST /v2/sessions",
          "POST /channels/1/drains/tokens",
          "POST /v2/channels/1/drains",
          "POST /v2/channels/1/drains/1",
          "DELETE /v2/channels/1/drains/1"
        }) {
      String[] line = change.split(" ");
      Response response = RawHttp.request(gateway.apiPort(), line[0], line[1], NO_BODY);
      assertThat(response.status()).as(change).isEqualTo(503);
      assertThat(response.text()).isEqualTo("Logplex API temporarily in read-only mode");
    }
    assertThat(gateway.api("GET", "/healthcheck", null).text())
        .isEqualTo("{\"status\":\"read_only\"}");
    assertThat(gateway.api("GET", "/v2/channels/1", null).status()).isEqualTo(200);
    assertThat(gateway.api("POST", "/v2/canary-sessions", "{\"channel_id\":\"1\"}").status())
        .isEqualTo(201);
    assertThat(gateway.api("PUT", "/v3/channels/app-2", "{}").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthcheck",
        "/v2/channels/1",
        "/sessions/s",
        "/v2/canary-fetch/s",
        "/channels"
      })
  void disabledLegacyApiAnswersNobody(String path) throws Exception {
    turn("legacy_api_status", "\"disabled\"");
    Response response = RawHttp.request(gateway.apiPort(), "GET", path, NO_BODY);
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.text()).isEqualTo("Service Temporarily Disabled");
  }

  private static Response turn(String name, String value) throws Exception {
    Response response = gateway.api("PUT", "/v3/switches/" + name, "{\"value\":" + value + "}");
    assertThat(response.status()).isEqualTo(200);
    return response;
  }

  private static Response post() throws Exception {
    return RawHttp.request(
        gateway.ingestPort(),
        "POST",
        "/logs",
        octets(frame("<1>1 T h app web.1 - - a")),
        basic("token", gateway.token("app")),
        "Content-Type: application/logplex-1");
  }
}
