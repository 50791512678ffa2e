package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /v3/channels/{channel}} and its tokens. */
public final class V3Channels {

  private static final int MAX_ID = 255;
  private static final int MAX_NAME = 255;
  private static final int MAX_TOKENS = 200;

  private final V3 v3;
  private final ConfigStore config;

  public V3Channels(V3 v3, ConfigStore config) {
    this.v3 = v3;
    this.config = config;
  }

  /** {@code /v3/channels/{channel}}. */
  public Resource channel() {
    return v3.resource(Api.CHANNELS).on("GET", get()).on("PUT", put()).on("DELETE", delete());
  }

  /** {@code /v3/channels/{channel}/tokens}. */
  public Resource tokens() {
    return v3.resource(Api.TOKENS).on("POST", createToken());
  }

  private V3Operation get() {
    return V3Operation.withoutBody(
        this::channel,
        request ->
            CompletableFuture.completedFuture(Answer.json(200, V3Json.channel(channel(request)))));
  }

  private V3Operation put() {
    return V3Operation.withBody(
        V3Operation.Body.LAST, V3Channels::checkChannel, V3Channels::checkId, this::put);
  }

  private V3Operation delete() {
    return V3Operation.withoutBody(
        this::channel,
        request ->
            config
                .execute(new ConfigCommand.DeleteChannel(request.path("channel")))
                .thenApply(deleted -> Answer.empty(204)));
  }

  private V3Operation createToken() {
    return V3Operation.withBody(
        V3Operation.Body.BEFORE_AUTH,
        V3Channels::checkToken,
        this::channel,
        request -> {
          if (channel(request).tokens().size() >= MAX_TOKENS) {
            throw new V3Error(422, "maximum number of tokens reached");
          }
          return config
              .execute(
                  new ConfigCommand.CreateToken(
                      request.path("channel"), request.body().get("name").asText()))
              .thenApply(token -> Answer.json(200, V3Json.token(token)));
        });
  }

  /** The channel that the path names. */
  Channel channel(ApiRequest request) {
    return config.channel(request.path("channel")).orElseThrow(V3Error::noSuchChannel);
  }

  /** A body with a name alone is no body of Logplex's: it leaves the tokens as they are. */
  private CompletableFuture<Answer> put(ApiRequest request) {
    JsonNode body = request.body();
    boolean tokensStay = body.has("name") && !body.has("tokens");
    return config
        .execute(
            new ConfigCommand.PutChannel(
                request.path("channel"),
                tokensStay ? null : tokenNames(body),
                body.path("name").textValue()))
        .thenApply(
            result -> Answer.json(result.created() ? 201 : 200, V3Json.channel(result.channel())));
  }

  private static List<String> tokenNames(JsonNode body) {
    List<String> names = new ArrayList<>();
    body.path("tokens").forEach(name -> names.add(name.asText()));
    return names.stream().distinct().toList();
  }

  private static void checkId(ApiRequest request) {
    String id = request.path("channel");
    if (id.length() > MAX_ID || id.chars().anyMatch(Character::isISOControl)) {
      throw new V3Error(
          422, "a channel id has at most " + MAX_ID + " characters and no control characters");
    }
  }

  private static void checkChannel(JsonNode body) {
    JsonNode tokens = body.path("tokens");
    if (!body.isObject() || !tokens.isMissingNode() && !tokens.isArray()) {
      throw V3Error.invalidPayload();
    }
    if (body.has("name")) {
      checkChannelName(body.get("name"));
    }
    tokens.forEach(V3Channels::checkName);
    if (tokens.size() > MAX_TOKENS) {
      throw new V3Error(422, "maximum number of tokens reached");
    }
  }

  private static void checkChannelName(JsonNode name) {
    if (!name.isTextual() || name.asText().isEmpty()) {
      throw V3Error.invalidPayload();
    }
    if (name.asText().length() > MAX_NAME
        || name.asText().chars().anyMatch(Character::isISOControl)) {
      throw new V3Error(
          422, "a channel name has at most " + MAX_NAME + " characters and no control characters");
    }
  }

  private static void checkToken(JsonNode body) {
    checkName(body.path("name"));
  }

  private static void checkName(JsonNode name) {
    if (!name.isTextual() || name.asText().isEmpty()) {
      throw V3Error.invalidPayload();
    }
    if (name.asText().length() > MAX_NAME) {
      throw new V3Error(400, "a token name has at most " + MAX_NAME + " characters");
    }
  }
}
