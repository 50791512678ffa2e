package dev.logplex.kafka.embedded;

/** The broker did not start; the message is one sentence for the person who started it. */
public final class KafkaStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KafkaStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
