package dev.logplex.gateway.ingest;

/**
 * What ingest over HTTP may take, of each token and in all.
 *
 * @param linesPerSecond lines that may come with one token; 0 for any number
 * @param octetsPerSecond octets of inflated bodies that may come with one token; 0 for any number
 * @param burstSeconds a token that was idle may send what it may send in so many seconds at once
 * @param bodyMemory octets that request bodies may hold together
 */
public record IngestLimits(
    long linesPerSecond, long octetsPerSecond, int burstSeconds, long bodyMemory) {

  private static final int USUAL_BURST_SECONDS = 10;

  /**
   * @throws IllegalArgumentException if a limit makes no sense; the text says which and why
   */
  public IngestLimits {
    require(linesPerSecond >= 0, "lines per second and token must not be negative");
    require(octetsPerSecond >= 0, "octets per second and token must not be negative");
    require(burstSeconds > 0, "the burst of a token is at least 1 second");
    require(bodyMemory > 0, "the memory for request bodies is at least 1 octet");
  }

  /** No limit for tokens, and a quarter of the heap for bodies. */
  public static IngestLimits usual() {
    return new IngestLimits(0, 0, USUAL_BURST_SECONDS, quarterOfHeap());
  }

  static long quarterOfHeap() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  boolean limitsRates() {
    return linesPerSecond > 0 || octetsPerSecond > 0;
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
