package dev.logplex.gateway;

import dev.logplex.gateway.config.InternalConfigEndpoint;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.http.RequestBody;
import dev.logplex.gateway.http.Resource;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other gateways ask, see {@link InternalConfigEndpoint}. */
final class InternalResource implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(InternalResource.class);
  private static final Duration BODY_TIME = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int LIMIT = InternalConfigEndpoint.MAX_BODY_OCTETS;

  private final InternalConfigEndpoint endpoint;

  /** Its own: neither sources nor users of the API can keep gateways from each other. */
  private final BodyMemory bodies = new BodyMemory(16L * LIMIT);

  InternalResource(InternalConfigEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST");
  }

  @Override
  public void handle(Context ctx) {
    ApiRequest request = new ApiRequest(ctx);
    if (!ctx.req().getMethod().equals("POST")) {
      refused(request, 405, "method not allowed", null).with("Allow", "POST").send(ctx);
      return;
    }
    ctx.future(
        () ->
            bodies
                .during(
                    RequestBody.expected(ctx.req(), LIMIT),
                    PATIENCE,
                    room -> RequestBody.read(ctx.req(), LIMIT, BODY_TIME, room))
                .thenCompose(body -> endpoint.handle(Arrays.copyOf(body.array(), body.length())))
                .thenApply(InternalResource::sealed)
                .exceptionally(failure -> failed(request, failure))
                .thenAccept(answer -> answer.send(ctx)));
  }

  private static Answer sealed(byte[] body) {
    return new Answer(200, null, Map.of("Content-Type", "application/octet-stream"), body);
  }

  private static Answer failed(ApiRequest request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IllegalArgumentException) {
      // What is wrong with it helps only who guesses.
      LOG.warn("request {} was made by no gateway: {}", request.id(), cause.getMessage());
      return refused(request, 403, "forbidden", null);
    }
    return cause instanceof RequestBody.TooLarge
        ? refused(request, 413, "request body above " + LIMIT + " octets", null)
        : refused(request, 503, "unavailable", cause);
  }

  private static Answer refused(ApiRequest request, int status, String text, Throwable cause) {
    if (cause == null) {
      LOG.info("request {} of another gateway answered {}: {}", request.id(), status, text);
    } else {
      LOG.warn("request {} of another gateway failed", request.id(), cause);
    }
    return request.identified(Answer.error(status, text, request.id()));
  }
}
