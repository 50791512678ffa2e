package dev.logplex.gateway.api;

import dev.logplex.gateway.GatewayMetrics.Api;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.Switches;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v3/switches}, which answers in every mode; in Logplex a matter of the environment and the
 * Erlang shell.
 */
public final class V3Switches {

  private final V3 v3;
  private final ConfigStore config;

  public V3Switches(V3 v3, ConfigStore config) {
    this.v3 = v3;
    this.config = config;
  }

  /** {@code /v3/switches}. */
  public Resource switches() {
    return v3.alwaysResource(Api.SWITCHES)
        .on(
            "GET",
            V3Operation.withoutBody(
                request -> {},
                request -> CompletableFuture.completedFuture(answer(config.switches()))));
  }

  /** {@code /v3/switches/{switch}}. */
  public Resource oneSwitch() {
    return v3.alwaysResource(Api.SWITCHES)
        .on(
            "PUT",
            V3Operation.withBody(
                V3Operation.Body.BEFORE_AUTH,
                body -> {
                  if (!body.has("value")) {
                    throw V3Error.invalidPayload();
                  }
                },
                V3Switches::name,
                this::put));
  }

  private CompletableFuture<Answer> put(ApiRequest request) {
    ConfigCommand.SetSwitch command =
        new ConfigCommand.SetSwitch(name(request), request.body().path("value"));
    try {
      Switches.NONE.with(command.name(), command.value());
    } catch (IllegalArgumentException e) {
      throw new V3Error(400, e.getMessage());
    }
    return config.execute(command).thenApply(V3Switches::answer);
  }

  private static Answer answer(Switches switches) {
    return Answer.json(200, switches.toJson());
  }

  private static String name(ApiRequest request) {
    return Switches.name(request.path("switch"))
        .orElseThrow(() -> new V3Error(404, "switch not found"));
  }
}
