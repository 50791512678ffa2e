package dev.logplex.gateway.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks Flink's REST API, at any of its addresses. Safe for use by several threads. */
final class FlinkRest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<URI> addresses;
  private final Duration timeout;
  private final HttpClient http;

  /**
   * @param addresses at least one
   * @param timeout of each address
   */
  FlinkRest(List<URI> addresses, Duration timeout) {
    this.addresses = List.copyOf(addresses);
    this.timeout = timeout;
    this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /** What the first address that answers says; fails if none does. */
  CompletableFuture<JsonNode> get(String path) {
    return ask(path, 0);
  }

  private CompletableFuture<JsonNode> ask(String path, int address) {
    HttpRequest request =
        HttpRequest.newBuilder(addresses.get(address).resolve(path)).timeout(timeout).build();
    CompletableFuture<JsonNode> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).thenApply(FlinkRest::json);
    return address + 1 == addresses.size()
        ? answer
        : answer.exceptionallyCompose(failed -> ask(path, address + 1));
  }

  private static JsonNode json(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new CompletionException(
          new IOException("Flink's REST API answered " + response.statusCode()));
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
