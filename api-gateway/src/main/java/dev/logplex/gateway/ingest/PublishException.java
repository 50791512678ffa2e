package dev.logplex.gateway.ingest;

/**
 * Lines were not acknowledged by Kafka. Some of them may be stored all the same; the source may
 * send the request again.
 */
public final class PublishException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
