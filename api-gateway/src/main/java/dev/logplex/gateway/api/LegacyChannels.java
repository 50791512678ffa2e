package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Channels and tokens of API v1 and v2. */
public final class LegacyChannels {

  private static final int MAX_NAME = 255;
  private static final int MAX_TOKENS = 200;

  private final Legacy legacy;
  private final ConfigStore config;

  public LegacyChannels(Legacy legacy, ConfigStore config) {
    this.legacy = legacy;
    this.config = config;
  }

  /** {@code /channels}. */
  public Resource channels() {
    return legacy.resource().on("POST", LegacyOperation.withBody(this::create).changing());
  }

  /** {@code /channels/{channel}}. */
  public Resource channelV1() {
    return legacy
        .resource()
        .on(
            "DELETE",
            LegacyOperation.withoutBody(
                    request -> delete(request, Answer.text(200, LegacyError.HTML, "OK")))
                .changing());
  }

  /** {@code /channels/{channel}/info}. */
  public Resource info() {
    return legacy
        .resource()
        .on("GET", LegacyOperation.withoutBody(request -> done(infoV1(channel(request)))));
  }

  /** {@code /v2/channels/{channel}}. */
  public Resource channelV2() {
    return legacy
        .resource()
        .on("GET", LegacyOperation.withoutBody(request -> done(infoV2(channelV2(request)))))
        .on(
            "DELETE",
            LegacyOperation.withoutBody(
                    request -> {
                      channelV2(request);
                      return delete(request, Legacy.DONE);
                    })
                .changing());
  }

  /** {@code /channels/{channel}/token}. */
  public Resource tokenV1() {
    return legacy
        .resource()
        .on(
            "POST",
            LegacyOperation.withBody(
                    request ->
                        createToken(request, LegacyError.text(400, "'name' post param missing"))
                            .thenApply(token -> Answer.text(201, LegacyError.HTML, token.id())))
                .changing());
  }

  /** {@code /v2/channels/{channel}/tokens}. */
  public Resource tokensV2() {
    return legacy
        .resource()
        .on(
            "POST",
            LegacyOperation.withBody(
                    request ->
                        createToken(
                                request, LegacyError.unmarkedJson(422, "NAME is a required field"))
                            .thenApply(
                                token ->
                                    Answer.json(
                                        201,
                                        V3Json.object()
                                            .put("name", token.name())
                                            .put("token", token.id()))))
                .changing());
  }

  private Channel channel(ApiRequest request) {
    return config.channel(request.path("channel")).orElseThrow(LegacyError::notFound);
  }

  private Channel channelV2(ApiRequest request) {
    return config
        .channel(request.path("channel"))
        .orElseThrow(() -> LegacyError.json(404, "Not Found"));
  }

  private CompletableFuture<Answer> create(ApiRequest request) {
    JsonNode body = request.body();
    JsonNode name = body.path("name");
    if (!body.isObject()) {
      throw LegacyError.malformedBody();
    }
    if (!name.isMissingNode() && !name.isTextual() || name.asText().length() > MAX_NAME) {
      throw LegacyError.text(400, "Channel name must be a string.");
    }
    return config
        .execute(new ConfigCommand.CreateChannel(name.textValue(), tokenNames(body)))
        .thenApply(channel -> Answer.json(201, created(channel)));
  }

  private CompletableFuture<Answer> delete(ApiRequest request, Answer done) {
    return config
        .execute(new ConfigCommand.DeleteChannel(request.path("channel")))
        .thenApply(deleted -> done);
  }

  private CompletableFuture<Token> createToken(ApiRequest request, LegacyError nameMissing) {
    JsonNode name = request.body().path("name");
    if (!name.isTextual() || name.asText().isEmpty() || name.asText().length() > MAX_NAME) {
      throw nameMissing;
    }
    if (channel(request).tokens().size() >= MAX_TOKENS) {
      throw LegacyError.unmarkedJson(422, "maximum number of tokens reached");
    }
    return config.execute(new ConfigCommand.CreateToken(request.path("channel"), name.asText()));
  }

  private static List<String> tokenNames(JsonNode body) {
    JsonNode tokens = body.path("tokens");
    List<String> names = new ArrayList<>();
    for (JsonNode token : tokens) {
      if (!token.isTextual() || token.asText().isEmpty() || token.asText().length() > MAX_NAME) {
        throw LegacyError.text(400, "Channel tokens must be strings.");
      }
      names.add(token.asText());
    }
    if (!tokens.isMissingNode() && !tokens.isArray() || names.size() > MAX_TOKENS) {
      throw LegacyError.text(400, "Channel tokens must be strings.");
    }
    return names.stream().distinct().toList();
  }

  /** Logplex's way to write an object without members here is an empty array. */
  private static ObjectNode created(Channel channel) {
    ObjectNode node = number(channel);
    if (channel.tokens().isEmpty()) {
      node.putArray("tokens");
    } else {
      ObjectNode tokens = node.putObject("tokens");
      channel.tokens().forEach(token -> tokens.put(token.name(), token.id()));
    }
    return node;
  }

  private static Answer infoV1(Channel channel) {
    ObjectNode node = number(channel);
    ObjectNode tokens = node.putObject("tokens");
    channel.tokens().forEach(token -> tokens.put(token.name(), token.id()));
    ArrayNode drains = node.putArray("drains");
    drains(channel).forEach(drain -> drains.add(drain.url()));
    return Answer.json(200, node).with("Content-Type", LegacyError.HTML);
  }

  private static Answer infoV2(Channel channel) {
    ObjectNode node = number(channel);
    ArrayNode tokens = node.putArray("tokens");
    channel.tokens().stream()
        .sorted(Comparator.comparing(Token::name).thenComparing(Token::id))
        .forEach(token -> tokens.addObject().put("name", token.name()).put("token", token.id()));
    ArrayNode drains = node.putArray("drains");
    drains(channel).forEach(drain -> drains.add(V3Json.drain(drain)));
    return Answer.json(200, node);
  }

  private static List<Drain> drains(Channel channel) {
    return channel.drains().stream()
        .filter(Drain::active)
        .sorted(Comparator.comparingLong(Drain::id))
        .toList();
  }

  private static ObjectNode number(Channel channel) {
    return V3Json.object().put("channel_id", Long.parseLong(channel.id()));
  }

  private static CompletableFuture<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
