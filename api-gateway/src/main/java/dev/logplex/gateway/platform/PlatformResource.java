package dev.logplex.gateway.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.config.ConfigRefusedException;
import dev.logplex.gateway.config.ConfigUnavailableException;
import dev.logplex.gateway.config.ConfigUncertainException;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.http.MediaTypes;
import dev.logplex.gateway.http.RequestBody;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Channel;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A path of the Platform API: 503 in a mode that forbids it, 404 for a method it lacks, 401, 406,
 * 404 for the app, 400 for the body, then what the operation itself finds.
 */
final class PlatformResource implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(PlatformResource.class);

  private static final int MAX_BODY = 1 << 20;
  private static final Duration BODY_TIME = Duration.ofSeconds(30);

  /** How long a request waits until there is room for its body. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Platform platform;
  private final BodyMemory bodies;
  private final GatewayMetrics metrics;
  private final Map<String, PlatformOperation> operations = new LinkedHashMap<>();

  PlatformResource(Platform platform, BodyMemory bodies, GatewayMetrics metrics) {
    this.platform = platform;
    this.bodies = bodies;
    this.metrics = metrics;
  }

  PlatformResource on(String method, PlatformOperation operation) {
    operations.put(method, operation);
    return this;
  }

  @Override
  public Set<String> methods() {
    return operations.keySet();
  }

  @Override
  public void handle(Context ctx) {
    long start = System.nanoTime();
    ApiRequest request = new ApiRequest(ctx);
    ctx.future(
        () ->
            run(ctx, request)
                .exceptionally(failure -> failed(request, failure))
                .thenAccept(
                    answer -> {
                      metrics.answered(
                          GatewayMetrics.Api.PLATFORM,
                          answer.status(),
                          Duration.ofNanos(System.nanoTime() - start));
                      request.identified(answer).send(ctx);
                    }));
  }

  private CompletableFuture<Answer> run(Context ctx, ApiRequest request) {
    try {
      platform.checkMode(ctx.req().getMethod());
      PlatformOperation operation = operations.get(ctx.req().getMethod());
      if (operation == null) {
        throw PlatformError.noSuchEndpoint();
      }
      Channel app = check(request);
      if (!operation.readsBody()) {
        return operation.action().run(request, app);
      }
      return bodies
          .during(
              RequestBody.expected(ctx.req(), MAX_BODY),
              PATIENCE,
              room -> RequestBody.read(ctx.req(), MAX_BODY, BODY_TIME, room))
          .exceptionally(PlatformResource::unreadable)
          .thenCompose(
              octets -> {
                read(request, octets);
                return operation.action().run(request, app);
              });
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Channel check(ApiRequest request) {
    var access = platform.access(request);
    if (!accepts(request.header("Accept"))) {
      throw new PlatformError(
          406,
          "not_acceptable",
          "Answers are " + Platform.MEDIA_TYPE + "; version=3, or " + Answer.JSON);
    }
    return platform.app(request, access);
  }

  /** Every version 3, of which {@code 3.sdk} is one, has these answers. */
  private static boolean accepts(String accept) {
    return MediaTypes.accepts(accept, Platform.MEDIA_TYPE)
        || MediaTypes.accepts(accept, Answer.JSON);
  }

  private static void read(ApiRequest request, RequestBody.Octets octets) {
    if (octets.length() == 0) {
      request.body(PlatformJson.object());
      return;
    }
    request.body(octets);
    JsonNode body = request.body();
    if (!body.isObject()) {
      throw PlatformError.badRequest("The body is no JSON object.");
    }
  }

  private static RequestBody.Octets unreadable(Throwable wrapped) {
    Throwable failure = wrapped instanceof CompletionException ? wrapped.getCause() : wrapped;
    if (failure instanceof BodyMemory.Exhausted) {
      throw PlatformError.unavailable("Too many request bodies at once.");
    }
    if (failure instanceof RequestBody.TooLarge) {
      throw new PlatformError(
          413, "request_too_large", "The body has more than " + MAX_BODY + " octets.");
    }
    throw failure instanceof RequestBody.TooSlow
        ? new PlatformError(408, "request_timeout", "The body took too long.")
        : PlatformError.badRequest("The body could not be read.");
  }

  private static Answer failed(ApiRequest request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    PlatformError error;
    if (cause instanceof PlatformError known) {
      error = known;
    } else if (cause instanceof ConfigRefusedException refused) {
      error = PlatformError.of(refused);
    } else if (cause instanceof ConfigUnavailableException) {
      LOG.warn("request {}: the configuration is unavailable", request.id(), cause);
      error = PlatformError.unavailable("The configuration cannot be changed now.");
    } else if (cause instanceof ConfigUncertainException) {
      LOG.error("request {}: the outcome is unknown", request.id(), cause);
      error = PlatformError.internal("It is not known whether the change was made.");
    } else {
      LOG.error("request {} failed", request.id(), cause);
      error = PlatformError.internal("Internal error.");
    }
    LOG.info(
        "request {} to the Platform API answered {}: {}",
        request.id(),
        error.status(),
        error.getMessage());
    return error.answer();
  }
}
