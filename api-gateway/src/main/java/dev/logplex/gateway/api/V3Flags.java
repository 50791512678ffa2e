package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v3/channels/{channel}/flags}. A flag that a change does not name keeps its value; {@code
 * no_redis} is Logplex's name for {@code no_history}.
 */
public final class V3Flags {

  private static final String NO_TAIL = "no_tail";
  private static final String NO_HISTORY = "no_history";
  private static final String NO_REDIS = "no_redis";
  private static final Set<String> NAMES = Set.of(NO_TAIL, NO_HISTORY, NO_REDIS);

  private final V3 v3;
  private final V3Channels channels;
  private final ConfigStore config;

  public V3Flags(V3 v3, V3Channels channels, ConfigStore config) {
    this.v3 = v3;
    this.channels = channels;
    this.config = config;
  }

  public Resource flags() {
    return v3.resource(Api.CHANNELS)
        .on(
            "GET",
            V3Operation.withoutBody(
                channels::channel,
                request -> CompletableFuture.completedFuture(answer(channels.channel(request)))))
        .on(
            "PUT",
            V3Operation.withBody(
                V3Operation.Body.BEFORE_AUTH, V3Flags::check, channels::channel, this::put));
  }

  private CompletableFuture<Answer> put(ApiRequest request) {
    JsonNode body = request.body();
    ChannelFlags before = channels.channel(request).flags();
    ChannelFlags flags =
        new ChannelFlags(
            body.path(NO_TAIL).asBoolean(before.noTail()),
            body.path(NO_HISTORY).asBoolean(body.path(NO_REDIS).asBoolean(before.noHistory())));
    return config
        .execute(new ConfigCommand.SetFlags(request.path("channel"), flags))
        .thenApply(V3Flags::answer);
  }

  private static Answer answer(Channel channel) {
    return Answer.json(
        200,
        V3Json.object()
            .put(NO_TAIL, channel.flags().noTail())
            .put(NO_HISTORY, channel.flags().noHistory()));
  }

  private static void check(JsonNode body) {
    if (!body.isObject()) {
      throw V3Error.invalidPayload();
    }
    body.properties()
        .forEach(
            flag -> {
              if (!NAMES.contains(flag.getKey()) || !flag.getValue().isBoolean()) {
                throw new V3Error(400, "flags are no_tail and no_history, true or false");
              }
            });
  }
}
