package dev.logplex.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks other gateways. */
final class PeerClient {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(20);

  private final PeerCodec codec;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  PeerClient(PeerCodec codec) {
    this.codec = codec;
  }

  /**
   * Has another gateway carry out a command.
   *
   * @return fails as {@link ConfigStore#execute} does, and with {@link NotOwnerException} if the
   *     gateway cannot be reached or does not write the partition: then nothing was changed
   */
  <R> CompletableFuture<Committed<R>> execute(
      URI gateway, int partition, ConfigCommand<R> command) {
    ObjectNode request = codec.object().put("do", InternalConfigEndpoint.EXECUTE);
    request.put("partition", partition);
    codec.putCommand(request, command);
    return post(gateway, request, COMMAND_LIMIT)
        .handle(
            (answer, error) -> {
              if (error != null) {
                throw failure(Errors.cause(error));
              }
              return committed(answer, partition, command);
            });
  }

  /**
   * Completes when another gateway has read a partition up to an offset; fails if it does not say
   * so within the limit.
   */
  CompletableFuture<Void> awaitApplied(URI gateway, int partition, long offset, Duration limit) {
    ObjectNode request = codec.object().put("do", InternalConfigEndpoint.AWAIT);
    request.put("partition", partition).put("offset", offset);
    return post(gateway, request, limit).thenAccept(answer -> {});
  }

  private CompletableFuture<JsonNode> post(URI gateway, ObjectNode request, Duration limit) {
    String nonce = UUID.randomUUID().toString();
    request.put("at", System.currentTimeMillis()).put("nonce", nonce);
    HttpRequest post;
    try {
      post =
          HttpRequest.newBuilder(gateway.resolve(InternalConfigEndpoint.PATH))
              .timeout(limit)
              .POST(HttpRequest.BodyPublishers.ofByteArray(codec.sealRequest(request)))
              .build();
    } catch (IllegalArgumentException e) {
      // The other gateway announced a URL that is none.
      return CompletableFuture.failedFuture(e);
    }
    return http.sendAsync(post, HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(
            answer -> {
              if (answer.statusCode() != 200) {
                throw new PeerStatusException(answer.statusCode());
              }
              return codec.openAnswer(nonce, answer.body());
            });
  }

  private <R> Committed<R> committed(JsonNode answer, int partition, ConfigCommand<R> command) {
    String text = answer.path("text").asText();
    return switch (answer.path("outcome").asText()) {
      case InternalConfigEndpoint.DONE ->
          new Committed<>(codec.result(answer, command), partition, answer.path("offset").asLong());
      case InternalConfigEndpoint.REFUSED -> throw new ConfigRefusedException(Reason.valueOf(text));
      case InternalConfigEndpoint.NOT_OWNER -> throw new NotOwnerException();
      case InternalConfigEndpoint.UNAVAILABLE -> throw new ConfigUnavailableException(text, null);
      default -> throw new ConfigUncertainException(text, null);
    };
  }

  private static RuntimeException failure(Throwable error) {
    if (error instanceof HttpConnectTimeoutException) {
      return new NotOwnerException();
    }
    if (error instanceof ConnectException) {
      return NotOwnerException.connectionRefused();
    }
    if (error instanceof PeerStatusException status && status.refused()) {
      return new ConfigUnavailableException("another gateway does not know this one", error);
    }
    return new ConfigUncertainException("another gateway did not answer", error);
  }

  /** A status other than 200. */
  private static final class PeerStatusException extends CompletionException {

    private static final long serialVersionUID = 1L;

    private final int status;

    PeerStatusException(int status) {
      super("status " + status, null);
      this.status = status;
    }

    boolean refused() {
      return status >= 400 && status < 500;
    }
  }
}
