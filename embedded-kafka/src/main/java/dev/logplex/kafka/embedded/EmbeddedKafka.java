package dev.logplex.kafka.embedded;

import java.nio.file.Path;

/**
 * One Kafka broker (KRaft, its own controller) inside this JVM, on loopback, with its data in a
 * directory.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private EmbeddedKafka() {}

  /**
   * Starts a broker and returns when it serves. A directory used before is continued, also after a
   * crash.
   *
   * @param directory created if missing
   * @param port port of the clients' listener; 0 for any free one
   */
  public static EmbeddedKafka start(Path directory, int port) {
    throw new UnsupportedOperationException("to be built");
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    throw new UnsupportedOperationException("to be built");
  }

  /** Stops cleanly. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("to be built");
  }
}
