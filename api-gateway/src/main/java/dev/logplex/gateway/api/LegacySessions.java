package dev.logplex.gateway.api;

import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.ApiRequest;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.session.Session;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.model.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Making sessions with API v1 and v2. Any body will do: what it lacks is told when it is read. */
public final class LegacySessions {

  private final Legacy legacy;
  private final ConfigStore config;
  private final SessionUrls sessions;
  private final Supplier<String> publicUrl;

  /**
   * @param publicUrl how clients reach this API, without a trailing slash
   */
  public LegacySessions(
      Legacy legacy, ConfigStore config, SessionUrls sessions, Supplier<String> publicUrl) {
    this.legacy = legacy;
    this.config = config;
    this.sessions = sessions;
    this.publicUrl = publicUrl;
  }

  /** {@code /sessions}. */
  public Resource sessionsV1() {
    return creating(
        LegacyOperation::changing,
        signed -> Answer.text(201, LegacyError.HTML, publicUrl.get() + "/sessions/" + signed));
  }

  /** {@code /v2/sessions}. */
  public Resource sessionsV2() {
    return creating(
        LegacyOperation::changing, signed -> url(publicUrl.get() + "/sessions/" + signed));
  }

  /** {@code /v2/canary-sessions}: also in read-only mode. */
  public Resource canarySessions() {
    return creating(UnaryOperator.identity(), signed -> url("/v2/canary-fetch/" + signed));
  }

  private Resource creating(UnaryOperator<LegacyOperation> mode, Function<String, Answer> answer) {
    return legacy
        .resource()
        .on(
            "POST",
            mode.apply(
                LegacyOperation.withBody(
                    request ->
                        CompletableFuture.completedFuture(
                            answer.apply(sessions.sign(session(request)))))));
  }

  private Session session(ApiRequest request) {
    Session session = Session.parse(request.body(), 0);
    if (session.problem().isPresent()) {
      throw LegacyError.malformedBody();
    }
    return session.channelId() == null
        ? session
        : Session.parse(
            request.body(),
            config.channel(session.channelId()).map(Channel::incarnation).orElse(0L));
  }

  private static Answer url(String url) {
    return Answer.json(201, V3Json.object().put("url", url));
  }
}
