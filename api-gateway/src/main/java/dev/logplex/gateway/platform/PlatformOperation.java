package dev.logplex.gateway.platform;

import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.model.Channel;
import java.util.concurrent.CompletableFuture;

/**
 * What one method of a path below an app does.
 *
 * @param readsBody whether there may be a JSON body, whatever its {@code Content-Type}; none is an
 *     empty object
 * @param action does it; refuses with {@link PlatformError}
 */
record PlatformOperation(boolean readsBody, Action action) {

  /** What is done for an app that the request may manage. */
  @FunctionalInterface
  interface Action {
    CompletableFuture<Answer> run(ApiRequest request, Channel app);
  }

  static PlatformOperation withBody(Action action) {
    return new PlatformOperation(true, action);
  }

  static PlatformOperation withoutBody(Action action) {
    return new PlatformOperation(false, action);
  }
}
