package dev.logplex.gateway.http;

/** A request is answered with an error. Thrown where it is noticed, without a stack trace. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  public Refusal(Answer answer) {
    super("answered " + answer.status(), null, false, false);
    this.answer = answer;
  }

  public Answer answer() {
    return answer;
  }
}
