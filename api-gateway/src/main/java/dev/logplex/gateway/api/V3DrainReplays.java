package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.replay.DrainReplay;
import dev.logplex.gateway.replay.Replays;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Sends a drain once more what Kafka still holds: {@code …/drains/{drain}/replay} and {@code
 * …/replay/{replay}}.
 */
public final class V3DrainReplays {

  private final V3 v3;
  private final V3Channels channels;
  private final Replays replays;

  public V3DrainReplays(V3 v3, V3Channels channels, Replays replays) {
    this.v3 = v3;
    this.channels = channels;
    this.replays = replays;
  }

  /** {@code /v3/channels/{channel}/drains/{drain}/replay}. */
  public Resource replays() {
    return v3.resource(Api.DRAINS)
        .on(
            "POST",
            V3Operation.withBody(
                V3Operation.Body.BEFORE_AUTH,
                V3DrainReplays::checkTimes,
                this::drain,
                this::start));
  }

  /** {@code /v3/channels/{channel}/drains/{drain}/replay/{replay}}. */
  public Resource replay() {
    return v3.resource(Api.DRAINS)
        .on("GET", V3Operation.withoutBody(this::find, this::show))
        .on("DELETE", V3Operation.withoutBody(this::find, this::cancel));
  }

  private CompletableFuture<Answer> start(ApiRequest request) {
    Channel channel = channels.channel(request);
    Drain drain = drain(request);
    if (!drain.active()) {
      throw new V3Error(422, "the drain has no url yet");
    }
    Instant now = Instant.now();
    Instant since = time(request.body().get("since"));
    Instant until = request.body().has("until") ? time(request.body().get("until")) : now;
    if (until.isAfter(now)) {
      until = now;
    }
    if (!since.isBefore(until)) {
      throw new V3Error(422, "since must be before until, and not in the future");
    }
    try {
      DrainReplay replay = replays.start(channel, drain, since, until);
      return CompletableFuture.completedFuture(Answer.json(202, json(replay)));
    } catch (Replays.RefusedException e) {
      throw switch (e.refusal()) {
        case DRAIN_BUSY -> new V3Error(409, "a replay to this drain is running");
        case TOO_MANY -> new V3Error(429, "at most " + Replays.MOST + " replays run at once");
      };
    }
  }

  private CompletableFuture<Answer> show(ApiRequest request) {
    return CompletableFuture.completedFuture(Answer.json(200, json(find(request))));
  }

  private CompletableFuture<Answer> cancel(ApiRequest request) {
    replays.cancel(find(request));
    return CompletableFuture.completedFuture(Answer.empty(204));
  }

  private DrainReplay find(ApiRequest request) {
    return replays
        .find(drain(request), request.path("replay"))
        .orElseThrow(
            () ->
                new V3Error(
                    404,
                    "replay not found: only the gateway that was asked for it knows it, until an"
                        + " hour after its end or its own"));
  }

  private Drain drain(ApiRequest request) {
    return channels
        .channel(request)
        .drain(Long.parseLong(request.path("drain")))
        .orElseThrow(() -> new V3Error(404, "drain not found"));
  }

  private static ObjectNode json(DrainReplay replay) {
    ObjectNode node =
        V3Json.object()
            .put("id", replay.id())
            .put("state", replay.state().name().toLowerCase(Locale.ROOT))
            .put("since", replay.since().toString())
            .put("until", replay.until().toString())
            .put("read", replay.read())
            .put("sent", replay.sent());
    if (replay.error() != null) {
      node.put("error", replay.error());
    }
    return node;
  }

  private static void checkTimes(JsonNode body) {
    if (!body.isObject()) {
      throw V3Error.invalidPayload();
    }
    time(body.path("since"));
    if (body.has("until")) {
      time(body.get("until"));
    }
  }

  private static Instant time(JsonNode text) {
    try {
      if (text.isTextual()) {
        return OffsetDateTime.parse(text.asText()).toInstant();
      }
    } catch (DateTimeException e) {
      throw new V3Error(400, "since and until are times such as 2026-03-01T08:15:30Z");
    }
    throw new V3Error(400, "since and until are times such as 2026-03-01T08:15:30Z");
  }
}
