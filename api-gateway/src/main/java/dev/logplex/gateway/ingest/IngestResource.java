package dev.logplex.gateway.ingest;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.GatewayMetrics.Rejection;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.auth.IngestAccess;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.MediaTypes;
import dev.logplex.gateway.http.RequestBody;
import dev.logplex.gateway.http.RequestBody.Octets;
import dev.logplex.gateway.http.Resource;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
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
  private static final Duration LEAST_PUBLISH_TIME = Duration.ofSeconds(1);
  private static final Set<String> TYPES =
      Set.of("application/logplex-1", "application/x-logplex-1");
  private static final String LOG_SHUTTLE = "log-shuttle";

  private final Authenticator authenticator;
  private final ConfigStore config;
  private final BatchPublisher publisher;
  private final GatewayMetrics metrics;

  public IngestResource(
      Authenticator authenticator,
      ConfigStore config,
      BatchPublisher publisher,
      GatewayMetrics metrics) {
    this.authenticator = authenticator;
    this.config = config;
    this.publisher = publisher;
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
            RequestBody.read(request, MAX_BODY, BODY_TIME)
                .exceptionally(IngestResource::unreadable)
                .thenCompose(body -> publish(request, access, body, start))
                .handle(
                    (done, failure) -> {
                      if (failure == null) {
                        Answer.empty(204).send(ctx);
                      } else {
                        reject(ctx, asRejected(failure));
                      }
                      return null;
                    }));
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
    if (!MediaTypes.accepts(request.getHeader("Accept"), "text/plain")) {
      throw Rejected.notAcceptable();
    }
    return access;
  }

  private CompletableFuture<Void> publish(
      HttpServletRequest request, IngestAccess access, Octets sent, long start) {
    Octets body = inflated(request, sent);
    BatchAssembler assembler =
        BatchAssembler.of(access, config, System.currentTimeMillis(), body.length());
    if (!assembler.read(body.array(), body.length())) {
      throw Rejected.malformed();
    }
    checkCount(request.getHeader("Logplex-Msg-Count"), assembler.frames());
    int skipped = assembler.skipped();
    int lines = assembler.frames() - skipped;
    CompletableFuture<Void> published =
        lines == 0
            ? CompletableFuture.completedFuture(null)
            : publisher
                .publish(assembler.batches(), dedupeId(request))
                .copy()
                .orTimeout(publishNanos(start), TimeUnit.NANOSECONDS);
    return published.thenRun(
        () ->
            metrics.accepted(
                lines, skipped, sent.length(), Duration.ofNanos(System.nanoTime() - start)));
  }

  private static Octets inflated(HttpServletRequest request, Octets body) {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding == null || !encoding.strip().equalsIgnoreCase("gzip")) {
      return body;
    }
    try {
      Gunzip.Inflated inflated = Gunzip.inflate(body.array(), body.length(), MAX_INFLATED);
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

  private static String dedupeId(HttpServletRequest request) {
    String frameId = request.getHeader("Logplex-Frame-Id");
    return frameId != null ? frameId : request.getHeader("X-Request-Id");
  }

  /** What is left of the time in which log-shuttle waits for an answer. */
  private static long publishNanos(long start) {
    long left = ANSWER_TIME.toNanos() - (System.nanoTime() - start);
    return Math.max(left, LEAST_PUBLISH_TIME.toNanos());
  }

  private static Octets unreadable(Throwable failure) {
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
    LOG.warn("lines could not be published", cause);
    return Rejected.unavailable();
  }

  private void reject(Context ctx, Rejected rejected) {
    metrics.rejected(rejected.reason());
    if (rejected.reason() == Rejection.UNAVAILABLE && isLogShuttle(ctx.req())) {
      // It drops a batch on any error status, and sends it again when the connection breaks.
      ServletContextRequest.getServletContextRequest(ctx.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close();
      return;
    }
    rejected.answer().send(ctx);
  }

  private static boolean isLogShuttle(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    return agent != null && agent.regionMatches(true, 0, LOG_SHUTTLE, 0, LOG_SHUTTLE.length());
  }
}
