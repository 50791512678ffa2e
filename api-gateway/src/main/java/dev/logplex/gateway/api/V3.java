package dev.logplex.gateway.api;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.config.ApiStatus;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.BodyMemory;

/** What all resources of API v3 share. */
public final class V3 {

  /** Octets of all bodies together that come without good credentials. */
  private static final long STRANGERS = 4 << 20;

  private final Authenticator authenticator;
  private final ConfigStore config;
  private final BodyMemory bodies;

  /**
   * A malformed body is told before credentials are looked at, so bodies of anybody are read: those
   * of strangers keep strangers waiting alone.
   */
  private final BodyMemory strangers = new BodyMemory(STRANGERS);

  private final GatewayMetrics metrics;

  public V3(
      Authenticator authenticator, ConfigStore config, BodyMemory bodies, GatewayMetrics metrics) {
    this.config = config;
    this.authenticator = authenticator;
    this.bodies = bodies;
    this.metrics = metrics;
  }

  V3Resource resource(GatewayMetrics.Api api) {
    return new V3Resource(authenticator, bodies, strangers, metrics, api, this::checkStatus);
  }

  /**
   * A resource with a switch of its own.
   *
   * @param allowed refuses while it is off
   */
  V3Resource resource(GatewayMetrics.Api api, Runnable allowed) {
    return new V3Resource(
        authenticator,
        bodies,
        strangers,
        metrics,
        api,
        method -> {
          checkStatus(method);
          allowed.run();
        });
  }

  /** A resource that answers also when the API is switched off. */
  V3Resource alwaysResource(GatewayMetrics.Api api) {
    return new V3Resource(authenticator, bodies, strangers, metrics, api, method -> {});
  }

  private void checkStatus(String method) {
    ApiStatus status = config.switches().apiStatus();
    if (status == ApiStatus.DISABLED) {
      throw new V3Error(503, "the API is disabled");
    }
    if (status == ApiStatus.READ_ONLY && !method.equals("GET")) {
      throw new V3Error(503, "the API is read-only");
    }
  }

  /** The answer for a path below {@code /v3} where there is nothing. */
  public static Answer notFound(String requestId) {
    return new V3Error(404, "not found").answer(requestId);
  }
}
