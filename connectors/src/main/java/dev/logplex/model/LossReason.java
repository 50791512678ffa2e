package dev.logplex.model;

/** Why lines were not delivered to a drain. */
public enum LossReason {
  /** The drain's buffer, or the task's budget for all buffers, was full. */
  OVERFLOW,
  /** The receiver answered that it will never take this request. */
  REFUSED,
  /** The retries of one request were used up. */
  EXHAUSTED,
  /** The drain was removed, or pointed elsewhere, with lines still waiting. */
  REMOVED
}
