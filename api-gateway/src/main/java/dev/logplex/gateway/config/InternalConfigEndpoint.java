package dev.logplex.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What a gateway answers to the other gateways: {@code POST /internal/config}, for a body that only
 * they can make. Safe for use by several threads.
 */
public final class InternalConfigEndpoint {

  /** Path of the route. */
  public static final String PATH = "/internal/config";

  /** Largest body of a request that makes sense, in octets. */
  public static final int MAX_BODY_OCTETS = 4 << 20;

  static final String EXECUTE = "execute";
  static final String AWAIT = "await";
  static final String DONE = "done";
  static final String REFUSED = "refused";
  static final String NOT_OWNER = "not_owner";
  static final String UNAVAILABLE = "unavailable";
  static final String UNCERTAIN = "uncertain";

  private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(60);
  private static final long AWAIT_LIMIT_MS = 5_000;

  private final PeerCodec codec;
  private final CommandRouter router;
  private final AppliedOffsets applied;
  private final int partitions;
  private final Map<String, Long> used = new ConcurrentHashMap<>();

  InternalConfigEndpoint(
      PeerCodec codec, CommandRouter router, AppliedOffsets applied, int partitions) {
    this.codec = codec;
    this.router = router;
    this.applied = applied;
    this.partitions = partitions;
  }

  /**
   * Answers one request. Does not block; the answer may take some seconds.
   *
   * @return body of the answer, with status 200
   * @throws IllegalArgumentException if the body was not made by a gateway of this system within
   *     the last minute, or was used before: to be answered with 403
   */
  public CompletableFuture<byte[]> handle(byte[] body) {
    JsonNode request = codec.openRequest(body);
    String nonce = request.path("nonce").asText();
    requireFresh(request.path("at").asLong(), nonce);
    int partition = request.path("partition").asInt(-1);
    if (partition < 0 || partition >= partitions) {
      throw new IllegalArgumentException("no such partition");
    }
    CompletableFuture<ObjectNode> answer =
        switch (request.path("do").asText()) {
          case EXECUTE -> execute(partition, codec.command(request));
          case AWAIT -> await(partition, request.path("offset").asLong());
          default -> throw new IllegalArgumentException("unknown request");
        };
    return answer.thenApply(message -> codec.sealAnswer(nonce, message));
  }

  private <R> CompletableFuture<ObjectNode> execute(int partition, ConfigCommand<R> command) {
    return router
        .own(partition, command)
        .handle(
            (committed, error) -> error == null ? done(committed) : failed(Errors.cause(error)));
  }

  private CompletableFuture<ObjectNode> await(int partition, long offset) {
    return applied
        .reached(partition, offset)
        .orTimeout(AWAIT_LIMIT_MS, TimeUnit.MILLISECONDS)
        .thenApplyAsync(reached -> codec.object().put("outcome", DONE));
  }

  private ObjectNode done(Committed<?> committed) {
    ObjectNode answer = codec.object().put("outcome", DONE).put("offset", committed.offset());
    codec.putResult(answer, committed.result());
    return answer;
  }

  private ObjectNode failed(Throwable error) {
    ObjectNode answer = codec.object();
    if (error instanceof ConfigRefusedException refused) {
      return answer.put("outcome", REFUSED).put("text", refused.reason().name());
    } else if (error instanceof NotOwnerException) {
      return answer.put("outcome", NOT_OWNER);
    } else if (error instanceof ConfigUnavailableException) {
      return answer.put("outcome", UNAVAILABLE).put("text", error.getMessage());
    }
    return answer.put("outcome", UNCERTAIN).put("text", error.getMessage());
  }

  private void requireFresh(long at, String nonce) {
    long now = System.currentTimeMillis();
    used.values().removeIf(until -> until < now);
    long until = at + 2 * CLOCK_DIFFERENCE.toMillis();
    boolean timely = Math.abs(now - at) <= CLOCK_DIFFERENCE.toMillis();
    if (!timely || used.putIfAbsent(nonce, until) != null) {
      throw new IllegalArgumentException("an old request");
    }
  }
}
