package dev.logplex.gateway.api;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.auth.Authenticator;
import dev.logplex.gateway.http.Answer;

/** What all resources of API v3 share. */
public final class V3 {

  private final Authenticator authenticator;
  private final GatewayMetrics metrics;

  public V3(Authenticator authenticator, GatewayMetrics metrics) {
    this.authenticator = authenticator;
    this.metrics = metrics;
  }

  V3Resource resource(GatewayMetrics.Api api) {
    return new V3Resource(authenticator, metrics, api);
  }

  /** The answer for a path below {@code /v3} where there is nothing. */
  public static Answer notFound(String requestId) {
    return new V3Error(404, "not found").answer(requestId);
  }
}
