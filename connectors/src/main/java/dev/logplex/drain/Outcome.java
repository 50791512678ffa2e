package dev.logplex.drain;

/**
 * How one attempt to send a request ended.
 *
 * @param kind what happened
 * @param status HTTP status if {@link Kind#ANSWERED}, else 0
 * @param retryAfter milliseconds the receiver asked to wait; 0 if it did not
 * @param detail for the drain's owner; never holds a secret or the receiver's text
 */
public record Outcome(Kind kind, int status, long retryAfter, String detail) {

  /** Detail of a name, a connection or a handshake that did not come about in time. */
  public static final String TIMED_OUT = "timed out";

  /** What can happen. */
  public enum Kind {
    /** An HTTP answer came. */
    ANSWERED,
    /** Everything was handed to a receiver that does not answer. */
    WRITTEN,
    /** The name could not be resolved. */
    DNS,
    /** The address guard does not let this address be dialled. */
    FORBIDDEN,
    /** No connection. */
    CONNECT,
    /** The TLS handshake failed, or the certificate is not valid for the host. */
    TLS,
    /** Not done in time. */
    TIMEOUT,
    /** The connection broke before the answer. */
    CLOSED,
    /** The answer is not HTTP/1.x. */
    GARBLED,
    /** The drain's definition cannot be used. */
    UNUSABLE
  }

  /** An HTTP answer. */
  public static Outcome answered(int status, long retryAfter) {
    return new Outcome(Kind.ANSWERED, status, retryAfter, "status " + status);
  }

  /** Everything else. */
  public static Outcome of(Kind kind, String detail) {
    return new Outcome(kind, 0, 0, detail);
  }
}
