package dev.logplex.drain;

import dev.logplex.model.LossReason;
import java.util.Map;

/**
 * How a drain does, for its owner. Times are milliseconds since the epoch, 0 for never; counts are
 * of lines.
 *
 * @param state what it does now
 * @param url destination without what may be secret in it; null if it cannot be read
 * @param lastSuccess when a request was delivered last
 * @param latency milliseconds from the start of that attempt to its end
 * @param lastFailure when an attempt failed last
 * @param failure what failed then; null if nothing ever did
 * @param failures attempts that failed since the last success
 * @param bufferedLines lines waiting or under way
 * @param bufferedOctets their frames
 * @param routed all lines that were to be delivered; those delivered, dropped and buffered together
 * @param delivered lines delivered
 * @param dropped lines lost, by reason
 */
public record DrainStatus(
    State state,
    String url,
    long lastSuccess,
    long latency,
    long lastFailure,
    Failure failure,
    int failures,
    long bufferedLines,
    long bufferedOctets,
    long routed,
    long delivered,
    Map<LossReason, Long> dropped) {

  /** What a drain can be doing. */
  public enum State {
    IDLE,
    CONNECTING,
    SENDING,
    /** Waits for its next attempt after a failure, or after the task began anew. */
    WAITING,
    /**
     * Its last request was refused, or the last three attempts failed, whatever it does at the
     * moment. Ends with the first success.
     */
    FAILING
  }

  /**
   * Why an attempt failed.
   *
   * @param kind {@code dns}, {@code forbidden}, {@code connect}, {@code tls}, {@code timeout},
   *     {@code closed}, {@code garbled}, {@code refused}, {@code status} or {@code unusable}
   * @param status HTTP status; 0 without an answer
   * @param detail for humans; holds no secret
   */
  public record Failure(String kind, int status, String detail) {}
}
