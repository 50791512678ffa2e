package dev.logplex.gateway.ingest;

import dev.logplex.gateway.GatewayMetrics.Rejection;
import dev.logplex.gateway.http.Answer;

/** An ingest request that is answered with an error, without a stack trace. */
final class Rejected extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final String TEXT = "text/plain";
  private static final String CHALLENGE = "Basic realm=Logplex";

  private final Rejection reason;
  private final transient Answer answer;

  private Rejected(Rejection reason, Answer answer) {
    super(reason.name(), null, false, false);
    this.reason = reason;
    this.answer = answer;
  }

  static Rejected switchedOff() {
    return new Rejected(Rejection.SWITCHED_OFF, Answer.empty(503));
  }

  static Rejected methodNotAllowed() {
    return new Rejected(Rejection.METHOD, Answer.empty(405).with("Allow", "POST"));
  }

  static Rejected unauthorized() {
    return new Rejected(Rejection.UNAUTHORIZED, challenge(Answer.empty(401)));
  }

  static Rejected forbidden() {
    return named(Rejection.FORBIDDEN, 403, "Credential not permitted to write to any channel.");
  }

  static Rejected mediaType() {
    return new Rejected(Rejection.MEDIA_TYPE, Answer.empty(415));
  }

  static Rejected notAcceptable() {
    return new Rejected(Rejection.NOT_ACCEPTABLE, Answer.empty(406));
  }

  static Rejected tooLarge(String what) {
    return new Rejected(Rejection.TOO_LARGE, Answer.text(413, TEXT, what));
  }

  static Rejected tooSlow() {
    return new Rejected(
        Rejection.TOO_SLOW,
        Answer.text(408, TEXT, "Request body took too long").with("Connection", "close"));
  }

  static Rejected badRequest() {
    return named(Rejection.BAD_REQUEST, 400, "Bad request");
  }

  static Rejected malformed() {
    return named(Rejection.MALFORMED, 400, "Malformed log messages");
  }

  static Rejected countMismatch() {
    return named(Rejection.COUNT_MISMATCH, 400, "Message count mismatch");
  }

  static Rejected unavailable() {
    return new Rejected(Rejection.UNAVAILABLE, Answer.empty(503).with("Retry-After", "1"));
  }

  Rejection reason() {
    return reason;
  }

  Answer answer() {
    return answer;
  }

  /** In Logplex's contract these say the same in the reason phrase and in the body. */
  private static Rejected named(Rejection reason, int status, String text) {
    return new Rejected(reason, challenge(Answer.text(status, TEXT, text).withReason(text)));
  }

  private static Answer challenge(Answer answer) {
    return answer.with("WWW-Authenticate", CHALLENGE);
  }
}
