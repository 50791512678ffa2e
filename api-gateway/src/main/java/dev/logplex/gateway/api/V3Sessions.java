package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.session.Session;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.model.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code POST /v3/sessions}. */
public final class V3Sessions {

  private final V3 v3;
  private final ConfigStore config;
  private final SessionUrls sessions;
  private final Supplier<String> publicUrl;

  public V3Sessions(V3 v3, ConfigStore config, SessionUrls sessions, Supplier<String> publicUrl) {
    this.v3 = v3;
    this.config = config;
    this.sessions = sessions;
    this.publicUrl = publicUrl;
  }

  /** {@code /v3/sessions} and, like Logplex, anything below. */
  public Resource sessions() {
    return v3.resource(Api.SESSIONS, this::checkAllowed).on("POST", create());
  }

  private void checkAllowed() {
    if (config.switches().denyTailSessions()) {
      throw new V3Error(503, "sessions are switched off");
    }
  }

  private V3Operation create() {
    return V3Operation.withBody(
        V3Operation.Body.BEFORE_AUTH, V3Sessions::checkShape, request -> {}, this::create);
  }

  private CompletableFuture<Answer> create(ApiRequest request) {
    Channel channel =
        config
            .channel(request.body().path("channel_id").asText())
            .orElseThrow(() -> new V3Error(422, "channel not found"));
    Session session = Session.parse(request.body(), channel.incarnation());
    String url = publicUrl.get() + "/sessions/" + sessions.sign(session);
    return CompletableFuture.completedFuture(
        Answer.json(201, V3Json.object().put("url", url)).with("Location", url));
  }

  private static void checkShape(JsonNode body) {
    if (!body.path("channel_id").isTextual()) {
      throw V3Error.invalidPayload();
    }
    Session.parse(body, 0)
        .problem()
        .ifPresent(
            text -> {
              throw new V3Error(400, text);
            });
  }
}
