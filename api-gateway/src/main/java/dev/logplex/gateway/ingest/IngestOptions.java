package dev.logplex.gateway.ingest;

import picocli.CommandLine.Option;

/** The options for ingest over HTTP on a command line, to be mixed into a command. */
public final class IngestOptions {

  @Option(
      names = "--token-lines-per-second",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "lines that one token may send to /logs; 0 for any number")
  private long linesPerSecond;

  @Option(
      names = "--token-octets-per-second",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "inflated octets that one token may send to /logs; 0 for any number")
  private long octetsPerSecond;

  @Option(
      names = "--token-burst-seconds",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "what it may send in so many seconds, it may send at once")
  private int burstSeconds;

  @Option(
      names = "--body-memory",
      paramLabel = "OCTETS",
      defaultValue = "0",
      description = "what request bodies may hold together; 0 for a quarter of the heap")
  private long bodyMemory;

  /**
   * What was asked for.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  public IngestLimits limits() {
    return new IngestLimits(
        linesPerSecond,
        octetsPerSecond,
        burstSeconds,
        bodyMemory == 0 ? IngestLimits.quarterOfHeap() : bodyMemory);
  }
}
