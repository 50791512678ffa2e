package dev.logplex.gateway.config;

import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** A transaction did not end as it should; the producer it was made with is of no more use. */
final class CommitException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is known of the transaction. */
  enum Outcome {
    NOT_COMMITTED,
    UNKNOWN
  }

  private final Outcome outcome;

  CommitException(Outcome outcome, Throwable cause) {
    super(cause.getMessage(), cause);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Whether another writer took the partition over. */
  boolean fenced() {
    for (Throwable t = getCause(); t != null; t = t.getCause()) {
      if (t instanceof ProducerFencedException
          || t instanceof InvalidProducerEpochException
          || t instanceof FencedInstanceIdException) {
        return true;
      }
    }
    return false;
  }
}
