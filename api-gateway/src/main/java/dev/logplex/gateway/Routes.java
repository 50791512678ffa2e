package dev.logplex.gateway;

import dev.logplex.gateway.api.DrainUrls;
import dev.logplex.gateway.api.V3;
import dev.logplex.gateway.api.V3ChannelLogs;
import dev.logplex.gateway.api.V3Channels;
import dev.logplex.gateway.api.V3Drains;
import dev.logplex.gateway.api.V3Sessions;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.http.StaticResource;
import dev.logplex.gateway.ingest.IngestResource;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.gateway.tail.SessionResource;
import dev.logplex.gateway.tail.TailSessions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Every path of the gateway. */
final class Routes {

  private final Authenticator authenticator;
  private final ConfigStore config;
  private final IngestResource ingest;
  private final BoundedHistory history;
  private final SessionUrls sessions;
  private final TailSessions tails;
  private final DrainUrls drainUrls;
  private final Supplier<String> publicUrl;
  private final GatewayMetrics metrics;

  Routes(
      Authenticator authenticator,
      ConfigStore config,
      IngestResource ingest,
      BoundedHistory history,
      SessionUrls sessions,
      TailSessions tails,
      DrainUrls drainUrls,
      Supplier<String> publicUrl,
      GatewayMetrics metrics) {
    this.authenticator = authenticator;
    this.config = config;
    this.ingest = ingest;
    this.history = history;
    this.sessions = sessions;
    this.tails = tails;
    this.drainUrls = drainUrls;
    this.publicUrl = publicUrl;
    this.metrics = metrics;
  }

  /** What the ingest port serves. */
  Map<String, Resource> ingestPort() {
    Map<String, Resource> paths = new LinkedHashMap<>();
    paths.put("/logs", ingest);
    paths.put("/logs/", ingest);
    paths.put("/healthcheck", healthy());
    return paths;
  }

  /** What the API port serves. */
  Map<String, Resource> apiPort() {
    V3 v3 = new V3(authenticator, metrics);
    V3Channels channels = new V3Channels(v3, config);
    V3Drains drains = new V3Drains(v3, config, channels, drainUrls, publicUrl);
    V3ChannelLogs logs = new V3ChannelLogs(v3, channels, history);
    V3Sessions newSessions = new V3Sessions(v3, config, sessions, publicUrl);
    SessionResource session = new SessionResource(config, sessions, history, tails, metrics);

    Map<String, Resource> paths = new LinkedHashMap<>();
    paths.put("/logs", ingest);
    paths.put("/logs/", ingest);
    paths.put("/v3/healthcheck", healthy());
    paths.put("/v3/channels/{channel}", channels.channel());
    paths.put("/v3/channels/{channel}/tokens", channels.tokens());
    paths.put("/v3/channels/{channel}/drains", drains.drains());
    paths.put("/v3/channels/{channel}/drains/{drain}", drains.drain());
    paths.put("/v3/channels/{channel}/logs", logs.logs());
    paths.put("/v3/sessions", newSessions.sessions());
    paths.put("/v3/sessions/<rest>", newSessions.sessions());
    paths.put("/sessions/{session}", session);
    paths.put("/metrics", StaticResource.get(this::metrics));
    return paths;
  }

  private Answer metrics() {
    return Answer.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
  }

  /** The ports open when the configuration is read, so there is no booting to tell of. */
  private static Resource healthy() {
    return StaticResource.anyMethod(() -> Answer.text(200, "text/plain", "OK"));
  }
}
