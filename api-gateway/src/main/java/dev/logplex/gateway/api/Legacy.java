package dev.logplex.gateway.api;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ApiStatus;
import dev.logplex.gateway.config.ConfigRefusedException;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.ConfigUnavailableException;
import dev.logplex.gateway.config.ConfigUncertainException;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.http.RequestBody;
import dev.logplex.gateway.http.Resource;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all resources of API v1 and v2 share. */
public final class Legacy {

  /** Nothing to say, in the type of all answers that name no other. */
  static final Answer DONE = Answer.text(200, LegacyError.HTML, "");

  private static final Logger LOG = LoggerFactory.getLogger(Legacy.class);

  private static final int MAX_BODY = 1 << 20;
  private static final Duration BODY_TIME = Duration.ofSeconds(30);

  /** How long a request waits until there is room for its body. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final Authenticator authenticator;
  private final ConfigStore config;
  private final BodyMemory bodies;
  private final GatewayMetrics metrics;

  public Legacy(
      Authenticator authenticator, ConfigStore config, BodyMemory bodies, GatewayMetrics metrics) {
    this.config = config;
    this.authenticator = authenticator;
    this.bodies = bodies;
    this.metrics = metrics;
  }

  LegacyResource resource() {
    return new LegacyResource();
  }

  /** {@code GET /healthcheck}: for operators, so it needs credentials. */
  public Resource healthcheck() {
    return resource()
        .on(
            "GET",
            LegacyOperation.withoutBody(
                request ->
                    CompletableFuture.completedFuture(
                        Answer.json(200, V3Json.object().put("status", statusName())))));
  }

  /** A path beside these that is switched off with them: a session. */
  public Resource session(Resource session) {
    return new Resource() {
      @Override
      public Set<String> methods() {
        return session.methods();
      }

      @Override
      public void handle(Context ctx) {
        if (status() == ApiStatus.DISABLED) {
          told(new ApiRequest(ctx), disabled().answer()).send(ctx);
        } else {
          session.handle(ctx);
        }
      }
    };
  }

  private ApiStatus status() {
    return config.switches().legacyApiStatus();
  }

  private String statusName() {
    return status().name().toLowerCase(Locale.ROOT);
  }

  private static LegacyError disabled() {
    return LegacyError.text(503, "Service Temporarily Disabled");
  }

  /**
   * A path of API v1 or v2. Variables in it are numbers, and a method it lacks is as unknown as any
   * other path: 503, 404, 503 in read-only mode, 401, then what the operation itself finds.
   */
  final class LegacyResource implements Resource {

    private final Map<String, LegacyOperation> operations = new LinkedHashMap<>();

    LegacyResource on(String method, LegacyOperation operation) {
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
                            GatewayMetrics.Api.LEGACY,
                            answer.status(),
                            Duration.ofNanos(System.nanoTime() - start));
                        told(request, answer).send(ctx);
                      }));
    }

    private CompletableFuture<Answer> run(Context ctx, ApiRequest request) {
      try {
        if (status() == ApiStatus.DISABLED) {
          throw disabled();
        }
        LegacyOperation operation = operations.get(ctx.req().getMethod());
        boolean numbers =
            ctx.pathParamMap().values().stream().allMatch(value -> NUMBER.matcher(value).matches());
        if (operation == null || !numbers) {
          throw LegacyError.notFound();
        }
        if (operation.changes() && status() == ApiStatus.READ_ONLY) {
          throw LegacyError.text(503, "Logplex API temporarily in read-only mode");
        }
        if (!authenticator.mayControl(request.header("Authorization"))) {
          throw LegacyError.text(401, "Not Authorized");
        }
        if (!operation.readsBody()) {
          return operation.action().apply(request);
        }
        return bodies
            .during(
                RequestBody.expected(ctx.req(), MAX_BODY),
                PATIENCE,
                room -> RequestBody.read(ctx.req(), MAX_BODY, BODY_TIME, room))
            .exceptionally(Legacy::unreadable)
            .thenCompose(
                octets -> {
                  request.body(octets);
                  return operation.action().apply(request);
                });
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  private static RequestBody.Octets unreadable(Throwable wrapped) {
    Throwable failure = wrapped instanceof CompletionException ? wrapped.getCause() : wrapped;
    if (failure instanceof BodyMemory.Exhausted exhausted) {
      throw exhausted;
    }
    if (failure instanceof RequestBody.TooLarge) {
      throw LegacyError.text(413, "Request body above " + MAX_BODY + " octets");
    }
    throw failure instanceof RequestBody.TooSlow
        ? LegacyError.text(408, "Request body took too long")
        : LegacyError.malformedBody();
  }

  private static Answer failed(ApiRequest request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BodyMemory.Exhausted) {
      return unavailable(request, "too many request bodies at once");
    }
    if (cause instanceof LegacyError known) {
      return known.answer();
    }
    if (cause instanceof ConfigRefusedException refused) {
      return refused(refused).answer();
    }
    if (cause instanceof ConfigUnavailableException) {
      LOG.warn("request {}: the configuration is unavailable", request.id(), cause);
      return unavailable(request, "the configuration cannot be changed now");
    }
    if (cause instanceof ConfigUncertainException) {
      LOG.error("request {}: the outcome is unknown", request.id(), cause);
      return LegacyError.json(500, "It is not known whether the change was made").answer();
    }
    LOG.error("request {} failed", request.id(), cause);
    return Answer.error(500, "internal error", request.id());
  }

  private static Answer unavailable(ApiRequest request, String text) {
    return Answer.error(503, text, request.id()).with("Retry-After", "1");
  }

  /** Texts of Logplex leave no room for the id of an error: it is in a header. */
  private static Answer told(ApiRequest request, Answer answer) {
    if (answer.status() < 400) {
      return answer;
    }
    LOG.info("request {} to v1 or v2 answered {}", request.id(), answer.status());
    return request.identified(answer);
  }

  private static LegacyError refused(ConfigRefusedException refused) {
    return switch (refused.reason()) {
      case TOO_MANY_DRAINS ->
          LegacyError.unmarkedJson(
              422, "You have already added the maximum number of drains allowed");
      case DRAIN_EXISTS -> LegacyError.unmarkedJson(409, "Already exists");
      case NAME_TAKEN -> LegacyError.unmarkedJson(409, "Channel name is taken");
      case CHANNEL_TOO_LARGE ->
          LegacyError.unmarkedJson(422, "The channel has too many tokens and drains");
      case NO_SUCH_CHANNEL, NO_SUCH_DRAIN, NO_SUCH_CRED -> LegacyError.notFound();
    };
  }
}
