package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.octets;
import static dev.logplex.gateway.TestGateway.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.model.Permission;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does what {@code docs/openapi.yaml} shows. The example of a request belongs to that of the first
 * answer listed. Examples name the channels {@code app-1} and 7, each with two tokens or one, a
 * drain (1 and 2) and a line of history, drain 3 of {@code app-1} where nobody listens, and a cred.
 */
class ApiExamplesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String DRAIN = "https://logs.example.com/drain";
  private static final String LINE =
      "<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - cache warmed\n";
  private static final JsonNode DESCRIPTION = description();

  private static final JsonNode STATUS =
      DESCRIPTION.at(
          "/paths/~1v3~1channels~1{channel}~1drains~1{drain}~1status/get/responses/200/content"
              + "/application~1json/example");

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @BeforeEach
  void makeWhatTheExamplesName() throws Exception {
    gateway.config.numberDrainsAnew();
    gateway.config.execute(new ConfigCommand.PutChannel("7", List.of("app"), null)).join();
    gateway.config.addDrain("app-1", DRAIN);
    gateway.config.addDrain("7", DRAIN);
    gateway.config.putCred(TestGateway.NOBODY, "none", Permission.ANY_CHANNEL);
    gateway.config.addDrain("app-1", "http://127.0.0.1:9/");
    gateway.history("app-1", 1, LINE);
    gateway.api("PUT", "/v3/firehose", "{\"channels\":[\"app-1\"],\"tokens\":[\"heroku\"]}");
    byte[] status = octets(STATUS.toString());
    gateway.statuses = token -> CompletableFuture.completedFuture(Optional.of(status));
  }

  static Stream<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : DESCRIPTION.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (!method.getKey().equals("parameters")) {
          all.add(
              new Operation(
                  path.getKey(),
                  method.getKey().toUpperCase(Locale.ROOT),
                  path.getValue().path("parameters"),
                  method.getValue()));
        }
      }
    }
    return all.stream();
  }

  static Stream<Operation> guardedOperations() {
    return operations().filter(operation -> operation.responses().has("401"));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void answersAsTheExampleSays(Operation operation) throws Exception {
    Map.Entry<String, JsonNode> expected = operation.responses().properties().iterator().next();
    List<String> contentTypes = contentTypes(operation.description().path("requestBody"));

    for (String contentType : contentTypes.isEmpty() ? List.of("") : contentTypes) {
      gateway.beforeEach(null);
      makeWhatTheExamplesName();
      Response response = operation.send(contentType, credentials(operation));

      check(operation, expected, response);
    }
  }

  @ParameterizedTest
  @MethodSource("guardedOperations")
  void answersAsDescribedWithoutCredentials(Operation operation) throws Exception {
    List<String> contentTypes = contentTypes(operation.description().path("requestBody"));
    Response response =
        operation.send(contentTypes.isEmpty() ? "" : contentTypes.get(0), "X-No: credentials");

    assertThat(response.status()).isEqualTo(401);
    checkBody(operation, operation.responses().get("401"), response, false);
  }

  private static void check(
      Operation operation, Map.Entry<String, JsonNode> expected, Response response)
      throws Exception {
    assertThat(response.status())
        .as(response.text())
        .isEqualTo(Integer.parseInt(expected.getKey()));
    checkBody(operation, expected.getValue(), response, true);
  }

  private static void checkBody(
      Operation operation, JsonNode described, Response response, boolean needsExample)
      throws Exception {
    List<String> types = contentTypes(described);
    if (types.isEmpty()) {
      assertThat(response.body()).isEmpty();
      return;
    }
    String type = response.header("content-type").split(";")[0];
    assertThat(types).contains(type);
    JsonNode content = described.get("content").get(type);
    JsonNode example = example(content);
    assertThat(example.isMissingNode() && needsExample)
        .as("%s lacks an example of its answer", operation)
        .isFalse();
    if (example.isTextual()) {
      JsonNode json = json(example.asText());
      if (json.isContainerNode()) {
        assertSameShape("", json, json(response.text()));
      } else {
        assertThat(masked(response.text())).contains(masked(example.asText()));
      }
    } else if (!example.isMissingNode()) {
      assertSameShape("", example, json(response.text()));
    }
  }

  /** The same fields and types everywhere; elements of an array are like its first. */
  private static void assertSameShape(String where, JsonNode example, JsonNode actual) {
    assertThat(actual.getNodeType()).as(where).isEqualTo(example.getNodeType());
    if (example.isArray()) {
      assertThat(actual.isEmpty()).as(where).isEqualTo(example.isEmpty());
      actual.forEach(element -> assertSubShape(where + "[]", example.get(0), element));
    } else if (example.isObject()) {
      assertThat(fields(actual)).as(where).isEqualTo(fields(example));
      example
          .properties()
          .forEach(
              field ->
                  assertSameShape(
                      where + "." + field.getKey(), field.getValue(), actual.get(field.getKey())));
    }
  }

  /** Elements of a list may lack what the example has, but have nothing else. */
  private static void assertSubShape(String where, JsonNode example, JsonNode actual) {
    assertThat(actual.getNodeType()).as(where).isEqualTo(example.getNodeType());
    if (example.isObject()) {
      assertThat(fields(example)).as(where).containsAll(fields(actual));
    }
  }

  private static List<String> fields(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).sorted().toList();
  }

  private static JsonNode example(JsonNode content) {
    JsonNode own = content.path("example");
    if (!own.isMissingNode()) {
      return own;
    }
    String ref = content.path("schema").path("$ref").asText();
    return ref.isEmpty()
        ? MissingNode.getInstance()
        : DESCRIPTION.at(ref.substring(1)).path("example");
  }

  private static List<String> contentTypes(JsonNode described) {
    return described.path("content").properties().stream().map(Map.Entry::getKey).toList();
  }

  private static String credentials(Operation operation) {
    if (operation.path().startsWith("/logs")) {
      return basic("token", gateway.token("app"));
    }
    return operation.description().path("security").isEmpty()
            && operation.description().has("security")
        ? "X-No: credentials"
        : operator();
  }

  private static String masked(String text) {
    return text.replaceAll("\\b([td])\\.[0-9a-f-]{36}", "$1.id")
        .replaceAll("http://[^/\\s]+/sessions/\\S+", "session");
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode description() {
    try (InputStream in = ApiExamplesTest.class.getResourceAsStream("/openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A path with a method. */
  record Operation(String path, String method, JsonNode pathParameters, JsonNode description) {

    JsonNode responses() {
      return description.get("responses");
    }

    Response send(String contentType, String credentials) throws Exception {
      List<String> headers = new ArrayList<>(List.of(credentials));
      byte[] body = NO_BODY;
      if (!contentType.isEmpty()) {
        JsonNode example =
            description.get("requestBody").get("content").get(contentType).path("example");
        assertThat(example.isMissingNode()).as("%s lacks an example of its body", this).isFalse();
        body = octets(example.isTextual() ? example.asText() : example.toString());
        headers.add("Content-Type: " + contentType);
      }
      return RawHttp.request(
          gateway.apiPort(), method, target(), body, headers.toArray(String[]::new));
    }

    /** The path with its parameters' examples. */
    private String target() throws Exception {
      String target = path;
      StringBuilder query = new StringBuilder();
      List<JsonNode> parameters = new ArrayList<>();
      pathParameters.forEach(parameters::add);
      description.path("parameters").forEach(parameters::add);
      for (JsonNode parameter : parameters) {
        String name = parameter.get("name").asText();
        JsonNode example = parameter.path("example");
        if (parameter.get("in").asText().equals("path")) {
          assertThat(example.isMissingNode()).as("%s lacks an example of %s", this, name).isFalse();
          String value =
              switch (name) {
                case "session" -> session();
                case "replay" -> replay(target);
                default -> encoded(example.asText());
              };
          target = target.replace("{" + name + "}", value);
        } else if (parameter.get("in").asText().equals("query") && !example.isMissingNode()) {
          query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
          query.append(encoded(example.asText()));
        }
      }
      return target + query;
    }

    /** A session cannot be shown in a file: it is signed, and expires. */
    private static String session() throws Exception {
      Response made = gateway.api("POST", "/v3/sessions", "{\"channel_id\":\"app-1\"}");
      String path = URI.create(json(made.text()).get("url").asText()).getRawPath();
      return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A replay has an id that nobody knows before; this one has nothing to send. */
    private static String replay(String target) throws Exception {
      String replays = target.substring(0, target.indexOf("/{replay}"));
      Response made = gateway.api("POST", replays, "{\"since\":\"2026-03-01T08:00:00Z\"}");
      String id = json(made.text()).get("id").asText();
      await().until(() -> gateway.api("GET", replays + "/" + id, null).text().contains("\"done\""));
      return id;
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }
}
