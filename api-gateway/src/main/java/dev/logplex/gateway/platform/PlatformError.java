package dev.logplex.gateway.platform;

import dev.logplex.gateway.config.ConfigRefusedException;
import dev.logplex.gateway.http.Answer;

/**
 * An error as Heroku's Platform API tells it, {@code {"id","message"}}, without a stack trace. The
 * {@code id} names the kind of error; a request has its name in the header {@code Request-Id}.
 */
final class PlatformError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String id;
  private final String resource;

  PlatformError(int status, String id, String message) {
    this(status, id, message, null);
  }

  private PlatformError(int status, String id, String message, String resource) {
    super(message, null, false, false);
    this.status = status;
    this.id = id;
    this.resource = resource;
  }

  /** No such path, or none for this method. */
  static PlatformError noSuchEndpoint() {
    return new PlatformError(
        404, "not_found", "The requested API endpoint was not found. Is it the right HTTP verb?");
  }

  static PlatformError noSuchApp() {
    return new PlatformError(404, "not_found", "Couldn't find that app.", "app");
  }

  static PlatformError noSuchDrain() {
    return new PlatformError(404, "not_found", "Couldn't find that log drain.", "log-drain");
  }

  static PlatformError noSuchAddOn() {
    return new PlatformError(404, "not_found", "Couldn't find that add-on.", "addon");
  }

  static PlatformError unauthorized() {
    return new PlatformError(401, "unauthorized", "Invalid credentials provided.");
  }

  static PlatformError badRequest(String message) {
    return new PlatformError(400, "bad_request", message);
  }

  static PlatformError invalid(String message) {
    return new PlatformError(422, "invalid_params", message);
  }

  static PlatformError unavailable(String message) {
    return new PlatformError(503, "service_unavailable", message);
  }

  static PlatformError internal(String message) {
    return new PlatformError(500, "internal_server_error", message);
  }

  static PlatformError of(ConfigRefusedException refused) {
    return switch (refused.reason()) {
      case NO_SUCH_CHANNEL, NO_SUCH_CRED -> noSuchApp();
      case NO_SUCH_DRAIN -> noSuchDrain();
      case TOO_MANY_DRAINS ->
          invalid("You have already added the maximum number of drains allowed.");
      case DRAIN_EXISTS -> invalid("Url has already been taken.");
      case NAME_TAKEN -> invalid("Name has already been taken.");
      case CHANNEL_TOO_LARGE -> invalid("The app has too many drains and tokens.");
    };
  }

  int status() {
    return status;
  }

  String id() {
    return id;
  }

  Answer answer() {
    var body = PlatformJson.object();
    if (resource != null) {
      body.put("resource", resource);
    }
    Answer answer = Answer.json(status, body.put("id", id).put("message", getMessage()));
    return switch (status) {
      case 401 -> answer.with("WWW-Authenticate", "Basic realm=Logplex");
      case 503 -> answer.with("Retry-After", "1");
      default -> answer;
    };
  }
}
