package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.Firehose;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /v3/firehose}: in Logplex a matter of the environment. */
public final class V3Firehose {

  private static final int MAX_ENTRIES = 100;
  private static final int MAX_LENGTH = 255;

  private final V3 v3;
  private final ConfigStore config;

  public V3Firehose(V3 v3, ConfigStore config) {
    this.v3 = v3;
    this.config = config;
  }

  /** {@code /v3/firehose}. */
  public Resource firehose() {
    return v3.resource(Api.FIREHOSE)
        .on(
            "GET",
            V3Operation.withoutBody(
                request -> {},
                request -> CompletableFuture.completedFuture(answer(config.firehose()))))
        .on(
            "PUT",
            V3Operation.withBody(
                V3Operation.Body.BEFORE_AUTH, V3Firehose::read, request -> {}, this::put));
  }

  private CompletableFuture<Answer> put(ApiRequest request) {
    Firehose firehose = read(request.body());
    for (String channel : firehose.channels()) {
      if (config.channel(channel).isEmpty()) {
        throw new V3Error(422, "channel not found");
      }
    }
    return config.execute(new ConfigCommand.SetFirehose(firehose)).thenApply(V3Firehose::answer);
  }

  private static Answer answer(Firehose firehose) {
    ObjectNode node = V3Json.object();
    firehose.channels().forEach(node.putArray("channels")::add);
    firehose.tokens().forEach(node.putArray("tokens")::add);
    return Answer.json(200, node);
  }

  private static Firehose read(JsonNode body) {
    if (!body.isObject()) {
      throw V3Error.invalidPayload();
    }
    return new Firehose(texts(body.path("channels")), texts(body.path("tokens")));
  }

  private static List<String> texts(JsonNode array) {
    if (!array.isArray() || array.size() > MAX_ENTRIES) {
      throw invalid();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : array) {
      if (!text.isTextual() || text.textValue().length() > MAX_LENGTH) {
        throw invalid();
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  private static V3Error invalid() {
    return new V3Error(
        400,
        "channels and tokens are lists of up to "
            + MAX_ENTRIES
            + " texts of up to "
            + MAX_LENGTH
            + " characters");
  }
}
