package dev.logplex.gateway.api;

import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What one method of a v1 or v2 resource does.
 *
 * @param readsBody whether there is a JSON body, whatever its {@code Content-Type}
 * @param action does it; refuses with {@link LegacyError}
 */
record LegacyOperation(boolean readsBody, Function<ApiRequest, CompletableFuture<Answer>> action) {

  static LegacyOperation withBody(Function<ApiRequest, CompletableFuture<Answer>> action) {
    return new LegacyOperation(true, action);
  }

  static LegacyOperation withoutBody(Function<ApiRequest, CompletableFuture<Answer>> action) {
    return new LegacyOperation(false, action);
  }

  /** An operation that Logplex has given up. */
  static LegacyOperation gone(String text) {
    return withoutBody(
        request -> CompletableFuture.completedFuture(Answer.text(501, LegacyError.HTML, text)));
  }
}
