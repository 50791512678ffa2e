package dev.logplex.gateway.ingest.syslog;

/**
 * Counts what comes in as syslog. Each frame, and each line of text where a frame should be, is
 * counted once: {@code found = accepted + skipped + dropped + waiting for Kafka}. Called on several
 * threads; must not block.
 */
public interface SyslogMetrics {

  /** Why something in the input became no line of a channel. */
  enum Skip {
    /** Text where a frame should start. */
    NO_FRAME,
    /** A frame announced as longer than 10,240 octets. */
    TOO_LONG,
    /** A frame or text that the end of the connection cut off. */
    TRUNCATED,
    /** A frame that is no syslog message. */
    NO_MESSAGE,
    /** A message without a token in its fourth field. */
    NO_TOKEN,
    /** A message with a token that no channel has. */
    UNKNOWN_TOKEN
  }

  /** Why lines that belong to a channel were lost. */
  enum Drop {
    /** Kafka did not acknowledge them in the time for that. */
    KAFKA,
    /** The gateway stopped before Kafka acknowledged them; it may have stored some. */
    STOPPED
  }

  /** Why the gateway ended a connection. */
  enum Refusal {
    /** There were too many. */
    TOO_MANY,
    /** Nothing came for the idle time. */
    IDLE,
    /** No TLS session came about. */
    HANDSHAKE
  }

  /** Octets were read, those of TLS left out. */
  void received(int octets);

  /** Kafka has acknowledged these lines. */
  void accepted(int lines);

  void skipped(Skip reason);

  void dropped(Drop reason, int lines);

  /** Kafka did not take a bundle; it will be tried again. */
  void retried();

  void opened();

  /** Follows each {@link #opened}. */
  void closed();

  void refused(Refusal reason);

  /** A connection is not read from until Kafka has acknowledged more of what came before. */
  void paused();

  /** Follows each {@link #paused}. */
  void resumed();
}
