package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.http.Resource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators look at: metrics and the description of the API. */
class OperationsContractTest {

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @Test
  void describesEveryPathAndMethodAndNoOther() throws Exception {
    Response served = RawHttp.request(gateway.apiPort(), "GET", "/openapi.yaml", NO_BODY);
    assertThat(served.header("content-type")).isEqualTo("application/yaml");

    Map<String, TreeSet<String>> described = new TreeMap<>();
    JsonNode description = new YAMLMapper().readTree(served.body());
    for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
      TreeSet<String> methods = new TreeSet<>();
      path.getValue().fieldNames().forEachRemaining(methods::add);
      methods.remove("parameters");
      described.put(path.getKey(), methods);
    }
    Map<String, TreeSet<String>> routed = new TreeMap<>();
    for (Map.Entry<String, Resource> path : gateway.routes().entrySet()) {
      TreeSet<String> methods = new TreeSet<>();
      path.getValue().methods().forEach(method -> methods.add(method.toLowerCase(Locale.ROOT)));
      routed.put(path.getKey().replace('<', '{').replace('>', '}'), methods);
    }
    assertThat(described).isEqualTo(routed);
  }

  @Test
  void resolvesEveryReferenceOfTheDescription() throws Exception {
    JsonNode description =
        new YAMLMapper()
            .readTree(RawHttp.request(gateway.apiPort(), "GET", "/openapi.yaml", NO_BODY).body());

    assertThat(description.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            ref -> assertThat(description.at(ref.substring(1)).isMissingNode()).as(ref).isFalse());
  }

  @Test
  void countsWhatComesIn() throws Exception {
    String body = frame("<1>1 T h app web.1 - - a");
    String type = "Content-Type: application/logplex-1";
    RawHttp.request(gateway.ingestPort(), "POST", "/logs", octets(body), type);
    RawHttp.request(
        gateway.ingestPort(),
        "POST",
        "/logs",
        octets(body),
        type,
        basic("token", gateway.token("app")));
    gateway.api("GET", "/v3/channels/app-1", null);

    String metrics = RawHttp.request(gateway.apiPort(), "GET", "/metrics", NO_BODY).text();

    assertThat(metrics)
        .contains("logplex_ingest_requests_accepted_total 1.0")
        .contains("logplex_ingest_lines_accepted_total 1.0")
        .contains("logplex_ingest_octets_total " + (double) body.length())
        .contains("logplex_ingest_requests_rejected_total{reason=\"unauthorized\"} 1.0")
        .contains("logplex_ingest_latency_seconds_count 1")
        .contains("logplex_api_latency_seconds_count{api=\"channels\",status=\"2xx\"} 1")
        .contains("logplex_sessions_open 0.0")
        .doesNotContain(gateway.token("app"));
  }
}
