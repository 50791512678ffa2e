package dev.logplex.drain.net;

/** Follows attempts step by step. Called on event loops; must not block. */
public interface Trace {

  /** What an attempt gets through, in this order. */
  enum Step {
    /** The name has addresses. */
    RESOLVE,
    /** Some of them may be dialled. */
    GUARD,
    /** TCP is connected. */
    CONNECT,
    /** The receiver is trusted. */
    TLS,
    /** The operating system took the request. */
    REQUEST,
    /** The receiver answered. */
    ANSWER
  }

  /** Follows nothing. */
  Trace NONE = (step, detail) -> {};

  /**
   * @param detail for humans; holds no secret; may be empty
   */
  void passed(Step step, String detail);
}
