package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code /v3/channels/{channel}/drains} and below. */
public final class V3Drains {

  private final V3 v3;
  private final ConfigStore config;
  private final V3Channels channels;
  private final DrainUrls urls;
  private final Supplier<String> publicUrl;

  /**
   * @param publicUrl how clients reach this API, without a trailing slash
   */
  public V3Drains(
      V3 v3, ConfigStore config, V3Channels channels, DrainUrls urls, Supplier<String> publicUrl) {
    this.v3 = v3;
    this.config = config;
    this.channels = channels;
    this.urls = urls;
    this.publicUrl = publicUrl;
  }

  /** {@code /v3/channels/{channel}/drains}. */
  public Resource drains() {
    return v3.resource(Api.DRAINS).on("POST", create());
  }

  /** {@code /v3/channels/{channel}/drains/{drain}}. */
  public Resource drain() {
    return v3.resource(Api.DRAINS).on("PUT", update()).on("DELETE", delete());
  }

  private V3Operation create() {
    return V3Operation.withBody(
        V3Operation.Body.BEFORE_AUTH,
        body -> {
          if (!body.isObject()) {
            throw V3Error.invalidPayload();
          }
          if (body.has("url")) {
            checkUrl(body);
          }
        },
        channels::channel,
        this::create);
  }

  private V3Operation update() {
    return V3Operation.withBody(
        V3Operation.Body.BEFORE_AUTH, this::checkUrl, this::drain, this::update);
  }

  private V3Operation delete() {
    return V3Operation.withoutBody(
        this::drain,
        request ->
            config
                .execute(new ConfigCommand.DeleteDrain(request.path("channel"), drainId(request)))
                .thenApply(deleted -> Answer.empty(204)));
  }

  private CompletableFuture<Answer> create(ApiRequest request) {
    String channel = request.path("channel");
    JsonNode url = request.body().get("url");
    if (url == null && DrainOptionsJson.isIn(request.body())) {
      throw new V3Error(422, "options need a url");
    }
    return config
        .execute(
            url == null
                ? new ConfigCommand.CreateDrain(channel, null, DrainOptions.DEFAULT)
                : new ConfigCommand.CreateDrain(
                    channel, usable(url.asText()), options(request.body(), DrainOptions.DEFAULT)))
        .thenApply(
            drain ->
                Answer.json(201, V3Json.drain(drain)).with("Location", location(channel, drain)));
  }

  private CompletableFuture<Answer> update(ApiRequest request) {
    long id = drainId(request);
    String url = usable(request.body().get("url").asText());
    DrainOptions options =
        options(
            request.body(),
            channels.channel(request).drain(id).map(Drain::options).orElse(DrainOptions.DEFAULT));
    return config
        .execute(new ConfigCommand.UpdateDrain(request.path("channel"), id, url, options))
        .thenApply(drain -> Answer.json(200, V3Json.drain(drain)));
  }

  private void drain(ApiRequest request) {
    Channel channel = channels.channel(request);
    if (channel.drain(drainId(request)).isEmpty()) {
      throw new V3Error(404, "drain not found");
    }
  }

  private static DrainOptions options(JsonNode body, DrainOptions before) {
    try {
      DrainUrl url = DrainUrl.parse(body.get("url").asText());
      return DrainOptionsJson.read(body, before, url);
    } catch (InvalidDrainUrlException e) {
      throw new IllegalStateException("the url was found usable", e);
    }
  }

  private String usable(String url) {
    String problem = urls.problem(url);
    if (problem != null) {
      throw new V3Error(422, "Invalid drain destination: " + problem);
    }
    return url;
  }

  private String location(String channel, Drain drain) {
    return publicUrl.get()
        + "/v3/channels/"
        + URLEncoder.encode(channel, StandardCharsets.UTF_8).replace("+", "%20")
        + "/drains/"
        + drain.id();
  }

  private static long drainId(ApiRequest request) {
    return Long.parseLong(request.path("drain"));
  }

  private void checkUrl(JsonNode body) {
    JsonNode url = body.path("url");
    if (!url.isTextual() || DrainUrls.NOT_A_URL.equals(urls.problem(url.asText()))) {
      throw V3Error.invalidPayload();
    }
  }
}
