package dev.logplex.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/**
 * A gateway, and the right to use it.
 *
 * @param api URL of the API, without a trailing slash
 * @param ingest URL of a port that takes lines, without a trailing slash
 * @param authorization value of the header of that name
 */
record Endpoint(URI api, URI ingest, String authorization) {

  /**
   * Addresses as given, or as a running process wrote them; the password from the environment, or
   * from there too.
   *
   * @param file what a running process wrote; not read if there is no need
   * @param api null to take it from the file; lines go there too then, unless told otherwise
   * @param environment may hold {@code LOGPLEX_USER} and {@code LOGPLEX_PASSWORD}
   * @throws IOException if something is missing; the text says what
   */
  static Endpoint find(Path file, URI api, URI ingest, Map<String, String> environment)
      throws IOException {
    String user = environment.get("LOGPLEX_USER");
    String password = environment.get("LOGPLEX_PASSWORD");
    boolean fromFile = api == null || user == null || password == null;
    JsonNode written = fromFile ? read(file) : null;
    URI apiUrl = api == null ? url(written, "api", file) : api;
    URI ingestUrl = ingest;
    if (ingestUrl == null) {
      ingestUrl = api == null ? url(written, "ingest", file) : api;
    }
    String pair =
        (user == null ? text(written, "user", file) : user)
            + ":"
            + (password == null ? text(written, "password", file) : password);
    return new Endpoint(
        apiUrl,
        ingestUrl,
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonNode read(Path file) throws IOException {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new IOException(
          "there is no "
              + file
              + "; name one with --endpoints, or give --api and set LOGPLEX_USER and"
              + " LOGPLEX_PASSWORD",
          e);
    } catch (IOException e) {
      // Its message quotes the file, and there is a password in it.
      throw new IOException(file + " is no endpoints.json", e);
    }
  }

  private static URI url(JsonNode written, String name, Path file) throws IOException {
    return URI.create(text(written, name, file).replaceAll("/$", ""));
  }

  private static String text(JsonNode written, String name, Path file) throws IOException {
    String text = written.path(name).asText("");
    if (text.isEmpty()) {
      throw new IOException(file + " does not say '" + name + "'");
    }
    return text;
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "Endpoint[api=" + api + ", ingest=" + ingest + "]";
  }
}
