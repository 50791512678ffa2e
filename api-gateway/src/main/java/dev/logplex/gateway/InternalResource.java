package dev.logplex.gateway;

import dev.logplex.gateway.config.InternalConfigEndpoint;
import dev.logplex.gateway.http.Answer;
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

  private final InternalConfigEndpoint endpoint;

  InternalResource(InternalConfigEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST");
  }

  @Override
  public void handle(Context ctx) {
    if (!ctx.req().getMethod().equals("POST")) {
      Answer.empty(405).with("Allow", "POST").send(ctx);
      return;
    }
    ctx.future(
        () ->
            RequestBody.read(ctx.req(), InternalConfigEndpoint.MAX_BODY_OCTETS, BODY_TIME)
                .thenCompose(body -> endpoint.handle(Arrays.copyOf(body.array(), body.length())))
                .thenApply(InternalResource::sealed)
                .exceptionally(InternalResource::failed)
                .thenAccept(answer -> answer.send(ctx)));
  }

  private static Answer sealed(byte[] body) {
    return new Answer(200, null, Map.of("Content-Type", "application/octet-stream"), body);
  }

  private static Answer failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IllegalArgumentException) {
      LOG.warn("refused a request that no other gateway made: {}", cause.getMessage());
      return Answer.empty(403);
    }
    if (cause instanceof RequestBody.TooLarge) {
      return Answer.empty(413);
    }
    LOG.warn("another gateway's request failed", cause);
    return Answer.empty(503);
  }
}
