package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What one method of a v3 resource does. Each part refuses with {@link V3Error}.
 *
 * @param body when the body is looked at
 * @param shape checks the JSON body
 * @param produces media type of the answer, compared with {@code Accept}
 * @param lookup finds what the path names, or refuses
 * @param action does it
 */
record V3Operation(
    Body body,
    Consumer<JsonNode> shape,
    String produces,
    Consumer<ApiRequest> lookup,
    Function<ApiRequest, CompletableFuture<Answer>> action) {

  /** When a malformed body is told. */
  enum Body {
    /** There is none. */
    NONE,
    /** Before the credentials are checked. */
    BEFORE_AUTH,
    /** Behind all other checks. */
    LAST
  }

  static V3Operation withoutBody(
      Consumer<ApiRequest> lookup, Function<ApiRequest, CompletableFuture<Answer>> action) {
    return new V3Operation(Body.NONE, body -> {}, Answer.JSON, lookup, action);
  }

  static V3Operation withBody(
      Body when,
      Consumer<JsonNode> shape,
      Consumer<ApiRequest> lookup,
      Function<ApiRequest, CompletableFuture<Answer>> action) {
    return new V3Operation(when, shape, Answer.JSON, lookup, action);
  }

  V3Operation producing(String mediaType) {
    return new V3Operation(body, shape, mediaType, lookup, action);
  }
}
