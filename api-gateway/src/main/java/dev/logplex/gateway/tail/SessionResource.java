package dev.logplex.gateway.tail;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.gateway.history.HistoryUnavailableException;
import dev.logplex.gateway.history.NewestLines;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.MediaTypes;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.session.Session;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.history.History;
import dev.logplex.model.Channel;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a session. Who knows the URL may read: there are no other credentials. */
public final class SessionResource implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(SessionResource.class);

  private static final String NO_HISTORY_WARNING =
      "Warning: log history discarded due to excessive volume.";
  private static final int PIECE = 16 << 10;

  private final ConfigStore config;
  private final SessionUrls sessions;
  private final BoundedHistory history;
  private final GatewayMetrics metrics;

  public SessionResource(
      ConfigStore config, SessionUrls sessions, BoundedHistory history, GatewayMetrics metrics) {
    this.config = config;
    this.sessions = sessions;
    this.history = history;
    this.metrics = metrics;
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public void handle(Context ctx) {
    Optional<Session> session =
        ctx.req().getMethod().equals("GET")
            ? sessions.verify(ctx.pathParam("session"))
            : Optional.empty();
    Optional<Channel> channel = session.flatMap(s -> config.channel(s.channelId()));
    boolean sameChannel =
        channel
            .map(Channel::incarnation)
            .orElse(0L)
            .equals(session.map(Session::incarnation).orElse(-1L));
    if (session.isEmpty() || !sameChannel && session.get().incarnation() != 0) {
      Answer.text(404, "text/html", "Not found").send(ctx);
      return;
    }
    metrics.sessionOpened();
    ctx.future(
        () ->
            lines(session.get(), sameChannel && channel.isPresent())
                .thenCompose(lines -> stream(ctx, session.get(), channel, lines))
                .handle(
                    (done, failure) -> {
                      metrics.sessionClosed();
                      if (failure != null) {
                        failed(ctx, failure);
                      }
                      return null;
                    }));
  }

  /** A session may name a channel that does not exist: it has no lines. */
  private CompletableFuture<History> lines(Session session, boolean exists) {
    return exists
        ? history.read(session.channelId())
        : CompletableFuture.completedFuture(History.EMPTY);
  }

  private static CompletableFuture<Void> stream(
      Context ctx, Session session, Optional<Channel> channel, History lines) {
    LineFormat format =
        MediaTypes.names(ctx.header("Accept"), "text/event-stream")
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
    try {
      StreamedBody body = StreamedBody.of(ctx.res());
      writeHistory(body, format, NewestLines.of(lines, session.filter(), session.num()));
      body.end();
      return body.done();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
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

  private static void failed(Context ctx, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof HistoryUnavailableException) {
      LOG.warn("a session cannot be read: history is unavailable", cause);
      Answer.text(503, "text/html", "History is unavailable").with("Retry-After", "1").send(ctx);
    } else if (cause instanceof IOException) {
      LOG.debug("a session's reader went away", cause);
    } else {
      LOG.error("a session failed", cause);
      if (!ctx.res().isCommitted()) {
        Answer.empty(500).send(ctx);
      }
    }
  }
}
