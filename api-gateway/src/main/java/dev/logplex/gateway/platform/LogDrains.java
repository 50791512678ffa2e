package dev.logplex.gateway.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.logplex.gateway.api.DrainUrls;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import java.util.concurrent.CompletableFuture;

/** {@code /apps/{app}/log-drains} and below. A reservation is no drain yet. */
public final class LogDrains {

  private final Platform platform;
  private final ConfigStore config;
  private final DrainUrls urls;

  public LogDrains(Platform platform, ConfigStore config, DrainUrls urls) {
    this.platform = platform;
    this.config = config;
    this.urls = urls;
  }

  /** {@code /apps/{app}/log-drains}. */
  public Resource drains() {
    return platform
        .resource()
        .on("GET", PlatformOperation.withoutBody(LogDrains::list))
        .on("POST", PlatformOperation.withBody(this::create));
  }

  /** {@code /apps/{app}/log-drains/{drain}}, named by id, URL or token. */
  public Resource drain() {
    return platform
        .resource()
        .on("GET", PlatformOperation.withoutBody(LogDrains::info))
        .on("DELETE", PlatformOperation.withoutBody(this::delete));
  }

  private static CompletableFuture<Answer> list(ApiRequest request, Channel app) {
    ArrayNode drains = JsonNodeFactory.instance.arrayNode();
    app.drains().stream()
        .filter(Drain::active)
        .forEach(drain -> drains.add(PlatformJson.drain(app, drain, extended(request))));
    return CompletableFuture.completedFuture(Answer.json(200, drains));
  }

  private static CompletableFuture<Answer> info(ApiRequest request, Channel app) {
    return CompletableFuture.completedFuture(shown(200, request, app, drain(request, app)));
  }

  private CompletableFuture<Answer> create(ApiRequest request, Channel app) {
    JsonNode url = request.body().path("url");
    if (!url.isTextual()) {
      throw PlatformError.invalid("Url is required.");
    }
    String problem = urls.problem(url.asText());
    if (problem != null) {
      throw PlatformError.invalid("Url is invalid: " + problem);
    }
    return config
        .execute(new ConfigCommand.CreateDrain(app.id(), url.asText(), DrainOptions.DEFAULT))
        .thenApply(drain -> shown(201, request, app, drain));
  }

  private CompletableFuture<Answer> delete(ApiRequest request, Channel app) {
    return config
        .execute(new ConfigCommand.DeleteDrain(app.id(), drain(request, app).id()))
        .thenApply(drain -> shown(200, request, app, drain));
  }

  private static Drain drain(ApiRequest request, Channel app) {
    String name = request.path("drain");
    return app.drains().stream()
        .filter(Drain::active)
        .filter(
            drain ->
                name.equals(PlatformJson.id(drain))
                    || name.equals(drain.url())
                    || name.equals(drain.token()))
        .findFirst()
        .orElseThrow(PlatformError::noSuchDrain);
  }

  private static Answer shown(int status, ApiRequest request, Channel app, Drain drain) {
    return Answer.json(status, PlatformJson.drain(app, drain, extended(request)));
  }

  private static boolean extended(ApiRequest request) {
    return request.query("extended").filter("true"::equals).isPresent();
  }
}
