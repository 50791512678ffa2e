package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigRefusedException;
import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Drains of API v1 and v2. */
public final class LegacyDrains {

  /** The old syslog port, of the form with host and port only. */
  private static final int DEFAULT_PORT = 514;

  private final Legacy legacy;
  private final ConfigStore config;
  private final DrainUrls urls;

  public LegacyDrains(Legacy legacy, ConfigStore config, DrainUrls urls) {
    this.legacy = legacy;
    this.config = config;
    this.urls = urls;
  }

  /** {@code /channels/{channel}/drains/tokens}. */
  public Resource reservations() {
    return legacy.resource().on("POST", LegacyOperation.withoutBody(this::reserve).changing());
  }

  /** {@code /v2/channels/{channel}/drains}. */
  public Resource drainsV2() {
    return legacy.resource().on("POST", LegacyOperation.withBody(this::create).changing());
  }

  /** {@code /v2/channels/{channel}/drains/{drain}}. */
  public Resource drainV2() {
    return legacy
        .resource()
        .on("POST", LegacyOperation.withBody(this::update).changing())
        .on("DELETE", LegacyOperation.withoutBody(this::delete).changing());
  }

  /** {@code /channels/{channel}/drains}. */
  public Resource drainsV1() {
    return legacy
        .resource()
        .on("POST", LegacyOperation.gone("V1 Drain Creation API deprecated."))
        .on("GET", LegacyOperation.gone("V1 Drain API Deprecated."))
        .on("DELETE", LegacyOperation.gone("V1 Drain API Deprecated."));
  }

  /** {@code /channels/{channel}/drains/{drain}}. */
  public Resource drainV1() {
    return legacy.resource().on("POST", LegacyOperation.gone("V1 Drain Creation API deprecated"));
  }

  private CompletableFuture<Answer> reserve(ApiRequest request) {
    return config
        .execute(new ConfigCommand.CreateDrain(request.path("channel"), null, DrainOptions.DEFAULT))
        .thenApply(
            drain ->
                Answer.json(
                        201, V3Json.drain(drain).put("msg", "Successfully reserved drain token"))
                    .with("Content-Type", LegacyError.HTML));
  }

  private CompletableFuture<Answer> create(ApiRequest request) {
    String url = destination(request.body());
    return config
        .execute(new ConfigCommand.CreateDrain(request.path("channel"), url, DrainOptions.DEFAULT))
        .exceptionally(failure -> refused(failure, "No such channel"))
        .thenApply(drain -> Answer.json(201, V3Json.drain(drain)));
  }

  private CompletableFuture<Answer> update(ApiRequest request) {
    long id = drainId(request);
    Optional<Channel> channel = config.channel(request.path("channel"));
    Drain drain =
        channel
            .flatMap(c -> c.drain(id))
            .orElseThrow(() -> LegacyError.unmarkedJson(404, "Unknown drain."));
    String url = destination(request.body());
    return config
        .execute(new ConfigCommand.UpdateDrain(request.path("channel"), id, url, drain.options()))
        .exceptionally(failure -> refused(failure, "Unknown drain."))
        .thenApply(changed -> Answer.json(201, V3Json.drain(changed)));
  }

  private CompletableFuture<Answer> delete(ApiRequest request) {
    return config
        .execute(new ConfigCommand.DeleteDrain(request.path("channel"), drainId(request)))
        .exceptionally(failure -> refused(failure, "Not found"))
        .thenApply(deleted -> Legacy.DONE);
  }

  private String destination(JsonNode body) {
    if (!body.isObject()) {
      throw LegacyError.malformedBody();
    }
    String url = body.has("url") ? body.path("url").textValue() : syslogUrl(body);
    String problem =
        url != null
            ? urls.problem(url)
            : body.has("url") ? DrainUrls.NOT_A_URL : "missing_host_param";
    if (problem != null) {
      throw LegacyError.unmarkedJson(422, "Invalid drain destination: " + problem);
    }
    return url;
  }

  /** The form from before there were URLs: {@code {"host":…,"port":…}}; null without a host. */
  private static String syslogUrl(JsonNode body) {
    JsonNode host = body.path("host");
    if (!host.isTextual()) {
      return null;
    }
    JsonNode port = body.path("port");
    boolean bare = host.asText().indexOf(':') >= 0 && !host.asText().startsWith("[");
    return "syslog://"
        + (bare ? "[" + host.asText() + "]" : host.asText())
        + ":"
        + (port.isMissingNode() || port.isNull() ? DEFAULT_PORT : port.asText());
  }

  private static long drainId(ApiRequest request) {
    return Long.parseLong(request.path("drain"));
  }

  /** Says what is missing in this operation's own words. */
  private static Drain refused(Throwable failure, String missing) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ConfigRefusedException refused
        && (refused.reason() == Reason.NO_SUCH_CHANNEL
            || refused.reason() == Reason.NO_SUCH_DRAIN)) {
      throw LegacyError.unmarkedJson(404, missing);
    }
    throw new CompletionException(cause);
  }
}
