package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.drain.DrainProbe;
import dev.logplex.drain.Outcome;
import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Drain;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a drain does, and what happens when it is tried: {@code …/drains/{drain}/status, /test}. */
public final class V3DrainViews {

  private static final Logger LOG = LoggerFactory.getLogger(V3DrainViews.class);

  private final V3 v3;
  private final V3Channels channels;
  private final DrainViews views;
  private final ProbeLimit limit = new ProbeLimit(System::nanoTime);

  public V3DrainViews(V3 v3, V3Channels channels, DrainViews views) {
    this.v3 = v3;
    this.channels = channels;
    this.views = views;
  }

  /** {@code /v3/channels/{channel}/drains/{drain}/status}. */
  public Resource status() {
    return v3.resource(Api.DRAINS).on("GET", V3Operation.withoutBody(this::drain, this::read));
  }

  /** {@code /v3/channels/{channel}/drains/{drain}/test}. */
  public Resource test() {
    return v3.resource(Api.DRAINS).on("POST", V3Operation.withoutBody(this::drain, this::probe));
  }

  private CompletableFuture<Answer> read(ApiRequest request) {
    Drain drain = drain(request);
    if (!drain.active()) {
      return CompletableFuture.completedFuture(
          Answer.json(200, V3Json.object().put("state", "reserved")));
    }
    return views
        .statuses()
        .read(drain.token())
        .handleAsync(
            (status, failure) -> {
              if (failure != null) {
                LOG.warn("request {}: a drain's status is unavailable", request.id(), failure);
                throw new V3Error(503, "the drain's status cannot be read now");
              }
              return new Answer(
                  200,
                  null,
                  Map.of("Content-Type", Answer.JSON),
                  status.orElseThrow(
                      () -> new V3Error(503, "the drain is not at work yet, ask again")));
            });
  }

  private CompletableFuture<Answer> probe(ApiRequest request) {
    Drain drain = drain(request);
    if (!drain.active()) {
      throw new V3Error(422, "the drain has no url yet");
    }
    if (!limit.admits(drain.id())) {
      throw new V3Error(429, "drains are tested at most once every ten seconds");
    }
    return views.probe().run(drain).thenApplyAsync(report -> Answer.json(200, json(report)));
  }

  private static ObjectNode json(DrainProbe.Report report) {
    ObjectNode node = V3Json.object().put("delivered", report.delivered());
    Outcome outcome = report.outcome();
    if (outcome.status() > 0) {
      node.put("status", outcome.status());
    }
    if (!report.delivered()) {
      String kind = outcome.kind() == Outcome.Kind.ANSWERED ? "status" : lower(outcome.kind());
      node.putObject("error").put("class", kind).put("message", outcome.detail());
    }
    ArrayNode steps = node.putArray("steps");
    for (DrainProbe.Passage passage : report.steps()) {
      ObjectNode step =
          steps
              .addObject()
              .put("step", lower(passage.step()))
              .put("ok", passage.passed())
              .put("ms", passage.millis());
      if (!passage.detail().isEmpty()) {
        step.put("detail", passage.detail());
      }
    }
    return node;
  }

  private Drain drain(ApiRequest request) {
    return channels
        .channel(request)
        .drain(Long.parseLong(request.path("drain")))
        .orElseThrow(() -> new V3Error(404, "drain not found"));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
