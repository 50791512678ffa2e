package dev.logplex.gateway.ingest;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.GatewayMetrics.Rejection;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.auth.IngestAccess;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.http.BodyMemory.Lease;
import dev.logplex.gateway.http.LogShuttle;
import dev.logplex.gateway.http.MediaTypes;
import dev.logplex.gateway.http.RequestBody;
import dev.logplex.gateway.http.RequestBody.Octets;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.LogBatch;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /logs}. A 204 means that Kafka has every line of the request; any other answer, and
 * none, means that it has none of them, or that the source may safely send again.
 */
public final class IngestResource implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(IngestResource.class);

  /** Most octets of a body as sent, Logplex's limit. */
  static final int MAX_BODY = 8_000_000;

  /** Most octets of a body after inflation. */
  static final int MAX_INFLATED = 64 << 20;

  private static final Duration BODY_TIME = Duration.ofSeconds(30);
  private static final Duration ANSWER_TIME = Duration.ofSeconds(4);

  /** How long a request waits for memory, or until its token may send more. */
  private static final Duration WAIT_TIME = Duration.ofSeconds(3);

  private static final Duration LEAST_PUBLISH_TIME = Duration.ofSeconds(1);
  private static final Set<String> TYPES =
      Set.of("application/logplex-1", "application/x-logplex-1");

  private final Authenticator authenticator;
  private final ConfigStore config;
  private final BatchPublisher publisher;
  private final BodyMemory bodies;
  private final TokenRates rates;
  private final GatewayMetrics metrics;

  public IngestResource(
      Authenticator authenticator,
      ConfigStore config,
      BatchPublisher publisher,
      IngestLimits limits,
      BodyMemory bodies,
      GatewayMetrics metrics) {
    this.authenticator = authenticator;
    this.config = config;
    this.publisher = publisher;
    this.bodies = bodies;
    this.rates = new TokenRates(limits, System::nanoTime);
    this.metrics = metrics;
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST");
  }

  @Override
  public void handle(Context ctx) {
    long start = System.nanoTime();
    HttpServletRequest request = ctx.req();
    IngestAccess access;
    try {
      access = admit(request);
    } catch (Rejected e) {
      reject(ctx, e);
      return;
    }
    ctx.future(
        () ->
            bodies
                .admit(RequestBody.expected(request, MAX_BODY), WAIT_TIME)
                .thenCompose(room -> take(request, access, room, start))
                .handle((done, failure) -> failure)
                .thenCompose(failure -> answer(ctx, failure, start)));
  }

  /** All checks that come before the body, in Logplex's order. */
  private IngestAccess admit(HttpServletRequest request) {
    if (config.switches().denyLogsIngress()) {
      throw Rejected.switchedOff();
    }
    if (!request.getMethod().equals("POST")) {
      throw Rejected.methodNotAllowed();
    }
    IngestAccess access = authenticator.ingest(request.getHeader("Authorization"));
    if (access instanceof IngestAccess.Unknown) {
      throw Rejected.unauthorized();
    }
    if (access instanceof IngestAccess.Forbidden) {
      throw Rejected.forbidden();
    }
    if (!TYPES.contains(MediaTypes.type(request.getHeader("Content-Type")))) {
      throw Rejected.mediaType();
    }
    if (!MediaTypes.accepts(MediaTypes.accept(request), "text/plain")) {
      throw Rejected.notAcceptable();
    }
    return access;
  }

  /** Reads and publishes the body; gives its room back when nothing holds it any more. */
  private CompletableFuture<Void> take(
      HttpServletRequest request, IngestAccess access, Lease room, long start) {
    return RequestBody.read(request, MAX_BODY, BODY_TIME, room)
        .exceptionally(IngestResource::unreadable)
        .thenApply(sent -> parse(request, access, sent, room))
        .thenCompose(body -> inTime(access, body, start))
        .whenComplete(
            (body, failure) -> {
              if (failure != null) {
                room.close();
              }
            })
        .thenCompose(body -> publish(request, body, room, start));
  }

  private Body parse(HttpServletRequest request, IngestAccess access, Octets sent, Lease room) {
    Octets body = inflated(request, sent, room);
    // What was sent, what it inflates to, and the frames made of that.
    room.hold((body == sent ? 0 : sent.array().length) + 2L * body.array().length);
    BatchAssembler assembler =
        BatchAssembler.of(
            access, config, System.currentTimeMillis(), body.length(), DedupeId.of(request));
    if (!assembler.read(body.array(), body.length())) {
      throw Rejected.malformed();
    }
    checkCount(request.getHeader("Logplex-Msg-Count"), assembler.frames());
    int lines = assembler.frames() - assembler.skipped();
    return new Body(assembler.batches(), lines, assembler.skipped(), sent.length(), body.length());
  }

  /** Waits until the token may send so much; a cred for any channel may at any time. */
  private CompletableFuture<Body> inTime(IngestAccess access, Body body, long start) {
    if (!(access instanceof IngestAccess.OneChannel one)) {
      return CompletableFuture.completedFuture(body);
    }
    long left = Math.max(0, WAIT_TIME.toNanos() - (System.nanoTime() - start));
    long wait = rates.take(one.tokenId(), body.lines(), body.octets(), left);
    if (wait > left) {
      throw Rejected.rateLimited(Duration.ofNanos(wait));
    }
    return wait == 0
        ? CompletableFuture.completedFuture(body)
        : CompletableFuture.supplyAsync(() -> body, after(wait));
  }

  private CompletableFuture<Void> publish(
      HttpServletRequest request, Body body, Lease room, long start) {
    int lines = body.lines();
    int skipped = body.skipped();
    int sentOctets = body.sentOctets();
    CompletableFuture<Void> published;
    if (lines == 0) {
      published = CompletableFuture.completedFuture(null);
    } else {
      try {
        published = publisher.publish(body.batches(), DedupeId.of(request));
      } catch (RuntimeException e) {
        room.close();
        throw e;
      }
    }
    // From here on there are Kafka's records alone, until it has them, answered or not.
    room.hold(body.octets());
    published.whenComplete((done, failure) -> room.close());
    return published
        .copy()
        .orTimeout(publishNanos(start), TimeUnit.NANOSECONDS)
        .thenRun(
            () ->
                metrics.accepted(
                    lines, skipped, sentOctets, Duration.ofNanos(System.nanoTime() - start)));
  }

  private static Octets inflated(HttpServletRequest request, Octets body, Lease room) {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding == null || !encoding.strip().equalsIgnoreCase("gzip")) {
      return body;
    }
    try {
      Gunzip.Inflated inflated =
          Gunzip.inflate(
              body.array(),
              body.length(),
              MAX_INFLATED,
              size -> room.hold(body.array().length + (long) size));
      return new Octets(inflated.octets(), inflated.length());
    } catch (DataFormatException e) {
      throw Rejected.badRequest();
    } catch (Gunzip.TooLarge e) {
      throw Rejected.tooLarge("Inflated request body above " + MAX_INFLATED + " octets");
    }
  }

  private static void checkCount(String header, int frames) {
    if (header == null) {
      return;
    }
    try {
      if (Integer.parseInt(header.strip()) == frames) {
        return;
      }
    } catch (NumberFormatException e) {
      throw Rejected.countMismatch();
    }
    throw Rejected.countMismatch();
  }

  /** What is left of the time in which log-shuttle waits for an answer. */
  private static long publishNanos(long start) {
    long left = ANSWER_TIME.toNanos() - (System.nanoTime() - start);
    return Math.max(left, LEAST_PUBLISH_TIME.toNanos());
  }

  private static Octets unreadable(Throwable failure) {
    if (failure instanceof BodyMemory.Exhausted exhausted) {
      throw exhausted;
    }
    if (failure instanceof RequestBody.TooLarge) {
      throw Rejected.tooLarge("Request body above " + MAX_BODY + " octets");
    }
    throw failure instanceof RequestBody.TooSlow ? Rejected.tooSlow() : Rejected.badRequest();
  }

  private static Rejected asRejected(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof Rejected rejected) {
      return rejected;
    }
    if (cause instanceof BodyMemory.Exhausted) {
      return Rejected.overloaded();
    }
    LOG.warn("lines could not be published", cause);
    return Rejected.unavailable();
  }

  private void reject(Context ctx, Rejected rejected) {
    metrics.rejected(rejected.reason());
    rejected.answer().send(ctx);
  }

  private CompletableFuture<Void> answer(Context ctx, Throwable failure, long start) {
    if (failure == null) {
      Answer.empty(204).send(ctx);
      return CompletableFuture.completedFuture(null);
    }
    Rejected rejected = asRejected(failure);
    boolean shuttle = rejected.passes() && LogShuttle.sent(ctx.req());
    long left = ANSWER_TIME.toNanos() - (System.nanoTime() - start);
    if (left <= 0 || !shuttle && rejected.reason() != Rejection.RATE_LIMITED) {
      refuse(ctx, rejected, shuttle);
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(() -> refuse(ctx, rejected, shuttle), after(left));
  }

  private void refuse(Context ctx, Rejected rejected, boolean shuttle) {
    if (!shuttle) {
      reject(ctx, rejected);
      return;
    }
    metrics.rejected(rejected.reason());
    LogShuttle.hangUp(ctx.req());
  }

  private static Executor after(long nanos) {
    return CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * A body that was read.
   *
   * @param octets size after inflation
   */
  private record Body(List<LogBatch> batches, int lines, int skipped, int sentOctets, int octets) {}
}
