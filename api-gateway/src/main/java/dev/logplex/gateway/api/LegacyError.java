package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.logplex.gateway.http.Answer;

/** An error of API v1 or v2, without a stack trace. */
final class LegacyError extends RuntimeException {

  static final String HTML = "text/html";

  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  private LegacyError(Answer answer) {
    super("answered " + answer.status(), null, false, false);
    this.answer = answer;
  }

  static LegacyError text(int status, String text) {
    return new LegacyError(Answer.text(status, HTML, text));
  }

  /** A JSON object that says what is wrong. */
  static LegacyError json(int status, String text) {
    return new LegacyError(
        Answer.json(status, JsonNodeFactory.instance.objectNode().put("error", text)));
  }

  /** The same object as Logplex sends it from most places: not marked as JSON. */
  static LegacyError unmarkedJson(int status, String text) {
    return new LegacyError(json(status, text).answer.with("Content-Type", HTML));
  }

  static LegacyError notFound() {
    return text(404, "Not found");
  }

  static LegacyError malformedBody() {
    return text(400, "Malformed request body");
  }

  Answer answer() {
    return answer;
  }
}
