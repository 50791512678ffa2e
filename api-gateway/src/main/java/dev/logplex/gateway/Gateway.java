package dev.logplex.gateway;

/** One gateway process: takes lines in, serves the API, reads history. */
public final class Gateway implements AutoCloseable {

  private Gateway() {}

  /** Starts listening; returns when both ports answer. */
  public static Gateway start(GatewayConfig config) {
    throw new UnsupportedOperationException("to be built");
  }

  public int apiPort() {
    throw new UnsupportedOperationException("to be built");
  }

  public int ingestPort() {
    throw new UnsupportedOperationException("to be built");
  }

  /** Stops taking requests, finishes those under way, then closes Kafka and Flink clients. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("to be built");
  }
}
