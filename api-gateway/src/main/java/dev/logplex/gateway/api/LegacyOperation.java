package dev.logplex.gateway.api;

import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What one method of a v1 or v2 resource does.
 *
 * @param readsBody whether there is a JSON body, whatever its {@code Content-Type}
 * @param changes whether it is refused in read-only mode
 * @param action does it; refuses with {@link LegacyError}
 */
record LegacyOperation(
    boolean readsBody, boolean changes, Function<ApiRequest, CompletableFuture<Answer>> action) {

  static LegacyOperation withBody(Function<ApiRequest, CompletableFuture<Answer>> action) {
    return new LegacyOperation(true, false, action);
  }

  static LegacyOperation withoutBody(Function<ApiRequest, CompletableFuture<Answer>> action) {
    return new LegacyOperation(false, false, action);
  }

  /** The same, refused in read-only mode. */
  LegacyOperation changing() {
    return new LegacyOperation(readsBody, true, action);
  }

  /** An operation that Logplex has given up. */
  static LegacyOperation gone(String text) {
    return withoutBody(
        request -> CompletableFuture.completedFuture(Answer.text(501, LegacyError.HTML, text)));
  }
}
