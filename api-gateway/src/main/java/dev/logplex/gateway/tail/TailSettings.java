package dev.logplex.gateway.tail;

import java.time.Duration;

/**
 * Bounds and times of live tails.
 *
 * @param bufferLines lines that wait for a reader before the oldest are dropped
 * @param bufferOctets octets that wait for a reader before the oldest lines are dropped
 * @param totalOctets octets that wait for all readers together; when it is reached, whoever does
 *     not keep up loses lines first
 * @param maxOpen open tails of this gateway; more are refused
 * @param heartbeat after so long without an octet an event stream gets a comment, and every
 *     connection is looked at for a reader who left
 * @param stall a connection that takes nothing for so long is closed
 * @param patience how long to wait for lines that history should have and has not
 * @param lease how long the job tells a channel's lines without being asked again
 * @param renewal how often it is asked again
 * @param absence after so long readers of events come back when this gateway stops
 */
public record TailSettings(
    int bufferLines,
    long bufferOctets,
    long totalOctets,
    int maxOpen,
    Duration heartbeat,
    Duration stall,
    Duration patience,
    Duration lease,
    Duration renewal,
    Duration absence) {

  /** Longer than a restart takes; who comes back earlier finds nobody, and gives up. */
  private static final Duration RESTART = Duration.ofSeconds(30);

  /** Logplex's buffer of 1,024 lines; a quarter of the heap for all of them. */
  public static final TailSettings DEFAULT =
      new TailSettings(
          1024,
          1 << 20,
          Runtime.getRuntime().maxMemory() / 4,
          20_000,
          Duration.ofSeconds(15),
          Duration.ofMinutes(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1));

  /** The same for a gateway beside which there is no other: its readers wait for its return. */
  public TailSettings alone() {
    return new TailSettings(
        bufferLines,
        bufferOctets,
        totalOctets,
        maxOpen,
        heartbeat,
        stall,
        patience,
        lease,
        renewal,
        RESTART);
  }

  public TailSettings {
    if (bufferLines < 1 || bufferOctets < 1 || totalOctets < 1 || maxOpen < 0) {
      throw new IllegalArgumentException("a tail needs room for at least one line");
    }
    if (renewal.compareTo(lease) >= 0) {
      throw new IllegalArgumentException("a lease of " + lease + " ends before its renewal");
    }
  }
}
