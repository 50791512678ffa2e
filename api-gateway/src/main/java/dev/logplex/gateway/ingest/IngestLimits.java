package dev.logplex.gateway.ingest;

import dev.logplex.settings.Ranges;

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
  private static final long MOST = 1L << 40;

  /**
   * @throws IllegalArgumentException if a limit makes no sense; the text says which and why
   */
  public IngestLimits {
    Ranges.require("token-lines-per-second", linesPerSecond, 0, MOST);
    Ranges.require("token-octets-per-second", octetsPerSecond, 0, MOST);
    Ranges.require("token-burst-seconds", burstSeconds, 1, 86_400);
    Ranges.require("body-memory", bodyMemory, 1, MOST);
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
}
