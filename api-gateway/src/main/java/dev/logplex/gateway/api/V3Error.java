package dev.logplex.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.logplex.gateway.config.ConfigRefusedException;
import dev.logplex.gateway.config.ConfigUnavailableException;
import dev.logplex.gateway.config.ConfigUncertainException;
import dev.logplex.gateway.history.HistoryUnavailableException;
import dev.logplex.gateway.http.Answer;

/** An error of API v3, without a stack trace: every one is answered as {@code {"error", "id"}}. */
final class V3Error extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  V3Error(int status, String text) {
    super(text, null, false, false);
    this.status = status;
  }

  static V3Error invalidPayload() {
    return new V3Error(400, "invalid payload");
  }

  static V3Error noSuchChannel() {
    return new V3Error(404, "channel not found");
  }

  static V3Error of(ConfigRefusedException refused) {
    return switch (refused.reason()) {
      case NO_SUCH_CHANNEL -> noSuchChannel();
      case NO_SUCH_DRAIN -> new V3Error(404, "drain not found");
      case NO_SUCH_CRED -> new V3Error(404, "cred not found");
      case TOO_MANY_DRAINS -> new V3Error(422, "maximum number of drains reached");
      case DRAIN_EXISTS -> new V3Error(409, "already exists");
      case NAME_TAKEN -> new V3Error(409, "name is taken");
      case CHANNEL_TOO_LARGE -> new V3Error(422, "channel is too large");
    };
  }

  static V3Error of(HistoryUnavailableException unavailable) {
    return new V3Error(503, "failed to fetch channel logs");
  }

  static V3Error of(ConfigUnavailableException unavailable) {
    return new V3Error(503, "the configuration cannot be changed now");
  }

  static V3Error of(ConfigUncertainException uncertain) {
    return new V3Error(500, "it is not known whether the change was made");
  }

  int status() {
    return status;
  }

  /**
   * @param requestId names the request, also in the gateway's log
   */
  Answer answer(String requestId) {
    Answer answer =
        Answer.json(
            status,
            JsonNodeFactory.instance.objectNode().put("error", getMessage()).put("id", requestId));
    return switch (status) {
      case 401 -> answer.with("WWW-Authenticate", "Basic realm=Logplex");
      case 429 -> answer.with("Retry-After", "10");
      case 503 -> answer.with("Retry-After", "1");
      default -> answer;
    };
  }
}
