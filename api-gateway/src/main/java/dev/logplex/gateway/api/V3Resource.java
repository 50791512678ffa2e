package dev.logplex.gateway.api;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ConfigRefusedException;
import dev.logplex.gateway.config.ConfigUnavailableException;
import dev.logplex.gateway.config.ConfigUncertainException;
import dev.logplex.gateway.history.HistoryUnavailableException;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.http.MediaTypes;
import dev.logplex.gateway.http.RequestBody;
import dev.logplex.gateway.http.Resource;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A path of API v3. For every resource the checks come in Logplex's order: 503, 405, 400 for a
 * malformed body, 401, 406, what the path names, 415, and what the operation itself finds.
 */
final class V3Resource implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(V3Resource.class);

  private static final int MAX_BODY = 1 << 20;
  private static final Duration BODY_TIME = Duration.ofSeconds(30);

  /** How long a request waits until there is room for its body. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final Authenticator authenticator;
  private final BodyMemory bodies;
  private final BodyMemory strangers;
  private final GatewayMetrics metrics;
  private final GatewayMetrics.Api api;
  private final Consumer<String> available;
  private final Map<String, V3Operation> operations = new LinkedHashMap<>();

  /**
   * @param bodies room for bodies of those who may use the API
   * @param strangers room for those of everybody else
   * @param available refuses a method while that is switched off
   */
  V3Resource(
      Authenticator authenticator,
      BodyMemory bodies,
      BodyMemory strangers,
      GatewayMetrics metrics,
      GatewayMetrics.Api api,
      Consumer<String> available) {
    this.available = available;
    this.authenticator = authenticator;
    this.bodies = bodies;
    this.strangers = strangers;
    this.metrics = metrics;
    this.api = api;
  }

  V3Resource on(String method, V3Operation operation) {
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
                          api, answer.status(), Duration.ofNanos(System.nanoTime() - start));
                      request.identified(answer).send(ctx);
                    }));
  }

  private CompletableFuture<Answer> run(Context ctx, ApiRequest request) {
    try {
      checkPath(ctx);
      available.accept(ctx.req().getMethod());
      V3Operation operation = operations.get(ctx.req().getMethod());
      if (operation == null) {
        return CompletableFuture.completedFuture(methodNotAllowed(request));
      }
      if (operation.body() == V3Operation.Body.NONE) {
        check(operation, request);
        return operation.action().apply(request);
      }
      boolean known = authenticator.mayControl(request.header("Authorization"));
      return (known ? bodies : strangers)
          .during(
              RequestBody.expected(ctx.req(), MAX_BODY),
              PATIENCE,
              room -> RequestBody.read(ctx.req(), MAX_BODY, BODY_TIME, room))
          .exceptionally(V3Resource::unreadable)
          .thenCompose(octets -> run(operation, request, octets));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Answer> run(
      V3Operation operation, ApiRequest request, RequestBody.Octets octets) {
    request.body(octets);
    if (operation.body() == V3Operation.Body.BEFORE_AUTH) {
      operation.shape().accept(request.body());
    }
    check(operation, request);
    if (!MediaTypes.type(request.header("Content-Type")).equals(Answer.JSON)) {
      throw new V3Error(415, "content type must be application/json");
    }
    if (operation.body() == V3Operation.Body.LAST) {
      operation.shape().accept(request.body());
    }
    return operation.action().apply(request);
  }

  private void check(V3Operation operation, ApiRequest request) {
    if (!authenticator.mayControl(request.header("Authorization"))) {
      throw new V3Error(401, "unauthorized");
    }
    if (!MediaTypes.accepts(request.accept(), operation.produces())) {
      throw new V3Error(406, "answers are " + operation.produces());
    }
    operation.lookup().accept(request);
  }

  /** A drain is named by a number; anything else is no path at all. */
  private static void checkPath(Context ctx) {
    String drain = ctx.pathParamMap().get("drain");
    if (drain != null && !NUMBER.matcher(drain).matches()) {
      throw new V3Error(404, "not found");
    }
  }

  private Answer methodNotAllowed(ApiRequest request) {
    return told(request, new V3Error(405, "method not allowed"))
        .with("Allow", String.join(", ", operations.keySet()));
  }

  private static RequestBody.Octets unreadable(Throwable wrapped) {
    Throwable failure = wrapped instanceof CompletionException ? wrapped.getCause() : wrapped;
    if (failure instanceof BodyMemory.Exhausted) {
      throw new V3Error(503, "too many request bodies at once");
    }
    if (failure instanceof RequestBody.TooLarge) {
      throw new V3Error(413, "request body above " + MAX_BODY + " octets");
    }
    throw failure instanceof RequestBody.TooSlow
        ? new V3Error(408, "request body took too long")
        : new V3Error(400, "request body could not be read");
  }

  private Answer failed(ApiRequest request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    V3Error error;
    if (cause instanceof V3Error known) {
      error = known;
    } else if (cause instanceof ConfigRefusedException refused) {
      error = V3Error.of(refused);
    } else if (cause instanceof HistoryUnavailableException unavailable) {
      LOG.warn("request {}: history is unavailable", request.id(), cause);
      error = V3Error.of(unavailable);
    } else if (cause instanceof ConfigUnavailableException unavailable) {
      LOG.warn("request {}: the configuration is unavailable", request.id(), cause);
      error = V3Error.of(unavailable);
    } else if (cause instanceof ConfigUncertainException uncertain) {
      LOG.error("request {}: the outcome is unknown", request.id(), cause);
      error = V3Error.of(uncertain);
    } else {
      LOG.error("request {} failed", request.id(), cause);
      error = new V3Error(500, "internal error");
    }
    return told(request, error);
  }

  /** The log has what the client is told. */
  private Answer told(ApiRequest request, V3Error error) {
    LOG.info(
        "request {} to {} answered {}: {}", request.id(), api, error.status(), error.getMessage());
    return error.answer(request.id());
  }
}
