package dev.logplex.gateway.tail;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.gateway.history.HistoryUnavailableException;
import dev.logplex.gateway.history.NewestLines;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.MediaTypes;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.session.Session;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.history.History;
import dev.logplex.model.Channel;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a session. Who knows the URL may read: there are no other credentials. */
public final class SessionResource implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(SessionResource.class);

  private static final Answer NOT_FOUND = Answer.text(404, "text/html", "Not found");
  private static final String NO_HISTORY_WARNING =
      "Warning: log history discarded due to excessive volume.";
  private static final int PIECE = 16 << 10;

  /** Readers of events come back by themselves, to be told the same. */
  private static final Duration FORBIDDEN_AGAIN = Duration.ofMinutes(1);

  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

  private final ConfigStore config;
  private final SessionUrls sessions;
  private final BoundedHistory history;
  private final TailSessions tails;
  private final GatewayMetrics metrics;

  public SessionResource(
      ConfigStore config,
      SessionUrls sessions,
      BoundedHistory history,
      TailSessions tails,
      GatewayMetrics metrics) {
    this.config = config;
    this.sessions = sessions;
    this.history = history;
    this.tails = tails;
    this.metrics = metrics;
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public void handle(Context ctx) {
    answer(ctx, true);
  }

  /** The same without live lines, whatever the session says: a canary reads and ends. */
  public Resource historyOnly() {
    return new Resource() {
      @Override
      public Set<String> methods() {
        return SessionResource.this.methods();
      }

      @Override
      public void handle(Context ctx) {
        answer(ctx, false);
      }
    };
  }

  private void answer(Context ctx, boolean mayTail) {
    ApiRequest request = new ApiRequest(ctx);
    Optional<Session> verified =
        ctx.req().getMethod().equals("GET")
            ? sessions.verify(ctx.pathParam("session"))
            : Optional.empty();
    if (verified.isEmpty()) {
      refuse(ctx, request, NOT_FOUND);
      return;
    }
    Session session = mayTail ? verified.get() : verified.get().withoutTail();
    if (session.channelId() == null) {
      refuse(ctx, request, Answer.text(400, "text/html", "'channel_id' missing"));
      return;
    }
    Optional<Channel> channel =
        config.channel(session.channelId()).filter(c -> c.incarnation() == session.incarnation());
    if (channel.isEmpty() && session.incarnation() != 0) {
      refuse(ctx, request, NOT_FOUND);
      return;
    }
    boolean live = session.tail() && channel.isPresent() && !channel.get().flags().noTail();
    if (live && !tails.admits()) {
      refuse(ctx, request, unavailable(request, "too many open tails", 10));
      return;
    }
    metrics.sessionOpened();
    ctx.future(
        () ->
            (live ? tail(ctx, session, channel.get()) : read(ctx, session, channel))
                .handle(
                    (done, failure) -> {
                      metrics.sessionClosed();
                      if (failure != null) {
                        failed(ctx, request, failure);
                      }
                      return null;
                    }));
  }

  /** History and then live lines, until somebody ends it. */
  private CompletableFuture<Void> tail(Context ctx, Session session, Channel channel) {
    LineFormat format = start(ctx, Optional.of(channel));
    return tails.open(
        ctx.req(),
        new TailRequest(
            channel.id(),
            channel.incarnation(),
            new View(format, session.filter()),
            session.num(),
            seen(ctx, format),
            !channel.flags().noHistory()));
  }

  /** History alone. A session may be of a channel that did not exist then: it has no lines. */
  private CompletableFuture<Void> read(Context ctx, Session session, Optional<Channel> channel) {
    return channel
        .map(history::read)
        .orElseGet(() -> CompletableFuture.completedFuture(History.EMPTY))
        .thenCompose(lines -> stream(ctx, session, channel, lines));
  }

  private static CompletableFuture<Void> stream(
      Context ctx, Session session, Optional<Channel> channel, History lines) {
    LineFormat format = start(ctx, channel);
    long seen = seen(ctx, format);
    try {
      StreamedBody body = StreamedBody.of(ctx.res());
      writeHistory(
          body,
          format,
          seen == Tail.NOTHING_SEEN || !NewestLines.reaches(lines, seen)
              ? NewestLines.of(lines, session.filter(), session.num())
              : NewestLines.behind(lines, session.filter(), seen));
      if (session.tail() && channel.isPresent() && channel.get().flags().noTail()) {
        body.write(format.notice(Notice.forbidden(System.currentTimeMillis())));
        body.write(format.farewell(FORBIDDEN_AGAIN));
      }
      body.end();
      return body.done();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static LineFormat start(Context ctx, Optional<Channel> channel) {
    LineFormat format =
        MediaTypes.names(MediaTypes.accept(ctx.req()), LineFormat.EVENTS.contentType())
            ? LineFormat.EVENTS
            : LineFormat.PLAIN;
    ctx.res().setStatus(200);
    format.headers().forEach(ctx.res()::setHeader);
    if (ctx.protocol().equals("HTTP/1.1")) {
      // Else Jetty ends the body with the connection, and a reader cannot tell an end from a break.
      ctx.res().setHeader("Transfer-Encoding", "chunked");
    }
    if (channel.isPresent() && channel.get().flags().noHistory()) {
      ctx.res().setHeader("X-Heroku-Warning", NO_HISTORY_WARNING);
    }
    return format;
  }

  /** Where a client that lost its connection resumes; what is no id of ours counts for none. */
  private static long seen(Context ctx, LineFormat format) {
    String id = ctx.header("Last-Event-ID");
    return format == LineFormat.EVENTS && id != null && ID.matcher(id).matches()
        ? Long.parseLong(id)
        : Tail.NOTHING_SEEN;
  }

  private static void writeHistory(StreamedBody body, LineFormat format, NewestLines lines)
      throws IOException {
    OctetBuffer piece = new OctetBuffer(PIECE);
    try {
      lines.forEach(
          (seq, line) -> {
            format.append(seq, line, piece);
            if (piece.size() >= PIECE) {
              write(body, piece);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (!piece.isEmpty()) {
      body.write(piece.toByteArray());
    }
  }

  private static void write(StreamedBody body, OctetBuffer piece) {
    try {
      body.write(piece.toByteArray());
      piece.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer unavailable(ApiRequest request, String text, int seconds) {
    return Answer.error(503, text, request.id()).with("Retry-After", Integer.toString(seconds));
  }

  /** The log names a refusal as its header does. */
  private static void refuse(Context ctx, ApiRequest request, Answer answer) {
    LOG.info("request {} to sessions answered {}", request.id(), answer.status());
    request.identified(answer).send(ctx);
  }

  private static void failed(Context ctx, ApiRequest request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof HistoryUnavailableException) {
      LOG.warn("request {}: a session's history is unavailable", request.id(), cause);
      refuse(ctx, request, unavailable(request, "history is unavailable", 1));
    } else if (cause instanceof IOException) {
      LOG.debug("a session's reader went away", cause);
    } else {
      LOG.error("request {}: a session failed", request.id(), cause);
      if (!ctx.res().isCommitted()) {
        refuse(ctx, request, Answer.error(500, "internal error", request.id()));
      }
    }
  }
}
