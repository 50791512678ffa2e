package dev.logplex.gateway;

import dev.logplex.gateway.api.DrainUrls;
import dev.logplex.gateway.api.DrainViews;
import dev.logplex.gateway.api.Legacy;
import dev.logplex.gateway.api.LegacyChannels;
import dev.logplex.gateway.api.LegacyDrains;
import dev.logplex.gateway.api.LegacySessions;
import dev.logplex.gateway.api.V3;
import dev.logplex.gateway.api.V3ChannelLogs;
import dev.logplex.gateway.api.V3Channels;
import dev.logplex.gateway.api.V3Creds;
import dev.logplex.gateway.api.V3DrainReplays;
import dev.logplex.gateway.api.V3DrainViews;
import dev.logplex.gateway.api.V3Drains;
import dev.logplex.gateway.api.V3Firehose;
import dev.logplex.gateway.api.V3Flags;
import dev.logplex.gateway.api.V3Sessions;
import dev.logplex.gateway.api.V3Switches;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.BodyMemory;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.http.StaticResource;
import dev.logplex.gateway.ingest.IngestResource;
import dev.logplex.gateway.platform.Apps;
import dev.logplex.gateway.platform.LogDrains;
import dev.logplex.gateway.platform.LogSessions;
import dev.logplex.gateway.platform.Platform;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.gateway.tail.SessionResource;
import dev.logplex.gateway.tail.TailSessions;
import java.time.Clock;
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
  private final DrainViews drainViews;
  private final DrainUrls drainUrls;
  private final Supplier<String> publicUrl;
  private final BodyMemory bodies;
  private final Health health;
  private final GatewayMetrics metrics;

  Routes(
      Authenticator authenticator,
      ConfigStore config,
      IngestResource ingest,
      BoundedHistory history,
      SessionUrls sessions,
      TailSessions tails,
      DrainViews drainViews,
      DrainUrls drainUrls,
      Supplier<String> publicUrl,
      BodyMemory bodies,
      Health health,
      GatewayMetrics metrics) {
    this.health = health;
    this.authenticator = authenticator;
    this.config = config;
    this.ingest = ingest;
    this.history = history;
    this.sessions = sessions;
    this.tails = tails;
    this.drainViews = drainViews;
    this.drainUrls = drainUrls;
    this.publicUrl = publicUrl;
    this.bodies = bodies;
    this.metrics = metrics;
  }

  /** What the ingest port serves. */
  Map<String, Resource> ingestPort() {
    Map<String, Resource> paths = new LinkedHashMap<>();
    paths.put("/logs", ingest);
    paths.put("/logs/", ingest);
    paths.put("/healthcheck", health.resource());
    return paths;
  }

  /** What the API port serves. */
  Map<String, Resource> apiPort() {
    V3 v3 = new V3(authenticator, config, bodies, metrics);
    V3Channels channels = new V3Channels(v3, config);
    V3Drains drains = new V3Drains(v3, config, channels, drainUrls, publicUrl);
    V3DrainViews views = new V3DrainViews(v3, channels, drainViews);
    V3DrainReplays replays = new V3DrainReplays(v3, channels, drainViews.replays());
    V3ChannelLogs logs = new V3ChannelLogs(v3, channels, history);
    V3Flags flags = new V3Flags(v3, channels, config);
    V3Creds creds = new V3Creds(v3, config);
    V3Switches switches = new V3Switches(v3, config);
    V3Firehose firehose = new V3Firehose(v3, config);
    V3Sessions newSessions = new V3Sessions(v3, config, sessions, publicUrl);
    SessionResource session = new SessionResource(config, sessions, history, tails, metrics);
    Legacy legacy = new Legacy(authenticator, config, bodies, metrics);
    LegacyChannels oldChannels = new LegacyChannels(legacy, config);
    LegacyDrains oldDrains = new LegacyDrains(legacy, config, drainUrls);
    LegacySessions oldSessions = new LegacySessions(legacy, config, sessions, publicUrl);

    Map<String, Resource> paths = new LinkedHashMap<>();
    paths.put("/logs", ingest);
    paths.put("/logs/", ingest);
    paths.put("/v3/healthcheck", health.resource());
    paths.put("/v3/channels/{channel}", channels.channel());
    paths.put("/v3/channels/{channel}/tokens", channels.tokens());
    paths.put("/v3/channels/{channel}/drains", drains.drains());
    paths.put("/v3/channels/{channel}/drains/{drain}", drains.drain());
    paths.put("/v3/channels/{channel}/drains/{drain}/status", views.status());
    paths.put("/v3/channels/{channel}/drains/{drain}/test", views.test());
    paths.put("/v3/channels/{channel}/drains/{drain}/replay", replays.replays());
    paths.put("/v3/channels/{channel}/drains/{drain}/replay/{replay}", replays.replay());
    paths.put("/v3/channels/{channel}/logs", logs.logs());
    paths.put("/v3/channels/{channel}/flags", flags.flags());
    paths.put("/v3/creds", creds.creds());
    paths.put("/v3/creds/{cred}", creds.cred());
    paths.put("/v3/switches", switches.switches());
    paths.put("/v3/switches/{switch}", switches.oneSwitch());
    paths.put("/v3/firehose", firehose.firehose());
    paths.put("/v3/sessions", newSessions.sessions());
    paths.put("/v3/sessions/<rest>", newSessions.sessions());

    paths.put("/healthcheck", legacy.healthcheck());
    paths.put("/channels", oldChannels.channels());
    paths.put("/channels/{channel}", oldChannels.channelV1());
    paths.put("/channels/{channel}/info", oldChannels.info());
    paths.put("/channels/{channel}/token", oldChannels.tokenV1());
    paths.put("/channels/{channel}/drains", oldDrains.drainsV1());
    paths.put("/channels/{channel}/drains/tokens", oldDrains.reservations());
    paths.put("/channels/{channel}/drains/{drain}", oldDrains.drainV1());
    paths.put("/v2/channels/{channel}", oldChannels.channelV2());
    paths.put("/v2/channels/{channel}/tokens", oldChannels.tokensV2());
    paths.put("/v2/channels/{channel}/drains", oldDrains.drainsV2());
    paths.put("/v2/channels/{channel}/drains/{drain}", oldDrains.drainV2());
    paths.put("/sessions", oldSessions.sessionsV1());
    paths.put("/v2/sessions", oldSessions.sessionsV2());
    paths.put("/v2/canary-sessions", oldSessions.canarySessions());

    Platform platform = new Platform(authenticator, config, bodies, metrics);
    Apps apps = new Apps(platform);
    LogDrains logDrains = new LogDrains(platform, config, drainUrls);
    LogSessions logSessions =
        new LogSessions(platform, config, sessions, publicUrl, Clock.systemUTC());
    paths.put("/apps/{app}", apps.app());
    paths.put("/apps/{app}/log-sessions", logSessions.logSessions());
    paths.put("/apps/{app}/log-drains", logDrains.drains());
    paths.put("/apps/{app}/log-drains/{drain}", logDrains.drain());
    paths.put("/apps/{app}/addons/{addon}", apps.addOn());

    paths.put("/sessions/{session}", legacy.session(session));
    paths.put("/v2/canary-fetch/{session}", legacy.session(session.historyOnly()));
    paths.put("/metrics", StaticResource.get(this::metrics));
    paths.put("/openapi.yaml", ApiDescription.resource());
    return paths;
  }

  private Answer metrics() {
    return Answer.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
  }
}
