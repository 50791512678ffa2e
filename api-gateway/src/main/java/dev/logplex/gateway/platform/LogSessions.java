package dev.logplex.gateway.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.session.Session;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.model.Channel;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code POST /apps/{app}/log-sessions}: a session in Heroku's words. */
public final class LogSessions {

  private static final int MAX_LINES = 999_999_999;

  private final Platform platform;
  private final ConfigStore config;
  private final SessionUrls sessions;
  private final Supplier<String> publicUrl;
  private final Clock clock;

  /**
   * @param publicUrl how clients reach this API, without a trailing slash
   */
  public LogSessions(
      Platform platform,
      ConfigStore config,
      SessionUrls sessions,
      Supplier<String> publicUrl,
      Clock clock) {
    this.platform = platform;
    this.config = config;
    this.sessions = sessions;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /** {@code /apps/{app}/log-sessions}. */
  public Resource logSessions() {
    return platform.resource().on("POST", PlatformOperation.withBody(this::create));
  }

  private CompletableFuture<Answer> create(ApiRequest request, Channel app) {
    if (config.switches().denyTailSessions()) {
      throw PlatformError.unavailable("Log sessions are switched off.");
    }
    Session session = Session.parse(wanted(request.body(), app), app.incarnation());
    session
        .problem()
        .ifPresent(
            problem -> {
              throw PlatformError.invalid("source, dyno and type have at most 255 characters.");
            });
    String now = PlatformJson.text(clock.instant());
    return CompletableFuture.completedFuture(
        Answer.json(
            201,
            PlatformJson.object()
                .put("id", UUID.randomUUID().toString())
                .put("created_at", now)
                .put("updated_at", now)
                .put("logplex_url", publicUrl.get() + "/sessions/" + sessions.sign(session))));
  }

  /** The same wish in Logplex's words: a process type is a process there. */
  private static ObjectNode wanted(JsonNode body, Channel app) {
    JsonNode lines = body.path("lines");
    JsonNode tail = body.path("tail");
    String dyno = text(body, "dyno");
    String type = text(body, "type");
    if (!isAbsent(lines)
        && (!lines.canConvertToInt()
            || !lines.isIntegralNumber()
            || lines.asInt() < 0
            || lines.asInt() > MAX_LINES)) {
      throw PlatformError.invalid("lines must be an integer of at least 0.");
    }
    if (!isAbsent(tail) && !tail.isBoolean()) {
      throw PlatformError.invalid("tail must be true or false.");
    }
    ObjectNode wanted = PlatformJson.object().put("channel_id", app.id());
    if (!isAbsent(lines)) {
      wanted.put("num", lines.asText());
    }
    return wanted
        .put("source", text(body, "source"))
        .put("ps", dyno == null ? type : dyno)
        .put("tail", tail.asBoolean());
  }

  private static String text(JsonNode body, String field) {
    JsonNode text = body.path(field);
    if (!isAbsent(text) && !text.isTextual()) {
      throw PlatformError.invalid(field + " must be a string.");
    }
    return text.textValue();
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }
}
