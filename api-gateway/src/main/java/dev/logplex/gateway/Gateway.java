package dev.logplex.gateway;

import dev.logplex.gateway.api.DrainUrls;
import dev.logplex.gateway.api.V3;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.gateway.history.HistoryReader;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.HttpServer;
import dev.logplex.gateway.ingest.BatchPublisher;
import dev.logplex.gateway.ingest.IngestResource;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.secret.Sealer;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One gateway process: takes lines in, serves the API, reads history. */
public final class Gateway implements AutoCloseable {

  private static final Duration HISTORY_TIME = Duration.ofMillis(900);
  private static final long INGEST_IDLE_MILLIS = 15_000;
  private static final long API_IDLE_MILLIS = 60_000;

  private final HttpServer api;
  private final HttpServer ingest;
  private final AutoCloseable[] parts;

  private Gateway(HttpServer api, HttpServer ingest, AutoCloseable... parts) {
    this.api = api;
    this.ingest = ingest;
    this.parts = parts;
  }

  /** Starts listening; returns when both ports answer. */
  public static Gateway start(GatewayConfig config) {
    throw new UnsupportedOperationException("to be built");
  }

  /**
   * Starts listening on parts that are ready, and closes them when the gateway closes.
   *
   * @return when both ports answer
   */
  public static Gateway start(
      GatewayConfig config, ConfigStore store, BatchPublisher publisher, HistoryReader reader) {
    GatewayMetrics metrics = new GatewayMetrics();
    Authenticator authenticator = new Authenticator(store, config.authKey());
    ExecutorService renderers = Executors.newFixedThreadPool(2, Gateway::renderer);
    PublicUrl publicUrl = new PublicUrl(config);
    Routes routes =
        new Routes(
            authenticator,
            store,
            new IngestResource(authenticator, store, publisher, metrics),
            new BoundedHistory(reader, HISTORY_TIME, renderers),
            new SessionUrls(new Sealer(config.masterKey()), Clock.systemUTC()),
            new DrainUrls(config.allowPrivateDrains()),
            publicUrl::get,
            metrics);
    HttpServer api =
        HttpServer.start(
            "api",
            config.host(),
            config.apiPort(),
            API_IDLE_MILLIS,
            routes.apiPort(),
            Gateway::notFound);
    publicUrl.listening(api.port());
    HttpServer ingest =
        HttpServer.start(
            "ingest",
            config.host(),
            config.ingestPort(),
            INGEST_IDLE_MILLIS,
            routes.ingestPort(),
            Gateway::notFound);
    return new Gateway(api, ingest, publisher, reader, store, renderers::shutdown);
  }

  public int apiPort() {
    return api.port();
  }

  public int ingestPort() {
    return ingest.port();
  }

  /** Stops taking requests, finishes those under way, then closes Kafka and Flink clients. */
  @Override
  public void close() throws Exception {
    ingest.close();
    api.close();
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  private static Answer notFound(Context ctx) {
    return ctx.path().startsWith("/v3/")
        ? V3.notFound(new ApiRequest(ctx).id())
        : Answer.text(404, "text/html", "Not found");
  }

  private static Thread renderer(Runnable work) {
    Thread thread = new Thread(work, "gateway-history");
    thread.setDaemon(true);
    return thread;
  }
}
