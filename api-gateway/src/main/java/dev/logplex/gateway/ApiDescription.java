package dev.logplex.gateway;

import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.http.StaticResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** {@code /openapi.yaml}: the file that lies in {@code docs} of the sources. */
final class ApiDescription {

  private static final String FILE = "/openapi.yaml";

  private ApiDescription() {}

  static Resource resource() {
    try (InputStream in = ApiDescription.class.getResourceAsStream(FILE)) {
      Answer answer =
          new Answer(200, null, Map.of("Content-Type", "application/yaml"), in.readAllBytes());
      return StaticResource.get(() -> answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
