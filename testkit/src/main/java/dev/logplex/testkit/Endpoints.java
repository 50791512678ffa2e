package dev.logplex.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * What {@code endpoints.json} says about a running system.
 *
 * @param api base URL of the API
 * @param ingest base URL of the ingest port
 * @param flink base URL of Flink's REST API
 * @param user id of the cred
 * @param password its password
 * @param pid process id
 */
public record Endpoints(URI api, URI ingest, URI flink, String user, String password, long pid) {

  /**
   * @throws IOException if the file is missing or incomplete
   */
  public static Endpoints read(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    return new Endpoints(
        url(json, "api"),
        url(json, "ingest"),
        url(json, "flink"),
        required(json, "user").asText(),
        required(json, "password").asText(),
        required(json, "pid").asLong());
  }

  private static URI url(JsonNode json, String name) throws IOException {
    return URI.create(required(json, name).asText());
  }

  private static JsonNode required(JsonNode json, String name) throws IOException {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      throw new IOException("endpoints without '" + name + "'");
    }
    return value;
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "Endpoints[api=" + api + ", ingest=" + ingest + ", flink=" + flink + "]";
  }
}
