package dev.logplex.drain;

import dev.logplex.drain.guard.AddressGuard;
import dev.logplex.drain.guard.Cidr;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Limits and times of delivery.
 *
 * @param bufferLines lines a drain may buffer
 * @param bufferOctets octets of frames a drain may buffer
 * @param taskOctets octets that all drains of one task may buffer together
 * @param connectTimeout for name resolution, TCP and TLS together
 * @param requestTimeout from the first octet sent to the whole answer
 * @param requestBudget how long one request is tried
 * @param idleTimeout an unused connection is closed after it, plus up to a tenth of jitter
 * @param connectionAge a connection is not used longer
 * @param allowPrivate whether drains may point to loopback, private and other special addresses
 * @param caFile certificate authorities trusted beside the platform's, PEM; null for none
 * @param eventLoopThreads network threads of the task manager
 * @param allow blocks that drains may point to although they are special
 * @param deny blocks that drains may never point to; stronger than the others
 * @param channelWarnings whether a drain's losses are told in its channel's own stream too
 */
public record DrainSettings(
    int bufferLines,
    int bufferOctets,
    long taskOctets,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration requestBudget,
    Duration idleTimeout,
    Duration connectionAge,
    boolean allowPrivate,
    String caFile,
    int eventLoopThreads,
    List<Cidr> allow,
    List<Cidr> deny,
    boolean channelWarnings)
    implements Serializable {

  /** How much longer than its bounds the buffer of a drain that answers may be. */
  private static final int BURST = 32;

  /** A drain answers as long as no request of it waits longer for its answer than this. */
  static final long ANSWERING_MILLIS = 1_000;

  public static final DrainSettings DEFAULT =
      new DrainSettings(
          10_240,
          4 << 20,
          256L << 20,
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(144),
          Duration.ofHours(5),
          false,
          null,
          2);

  public DrainSettings {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  /** Settings without blocks of their own, and with warnings. */
  public DrainSettings(
      int bufferLines,
      int bufferOctets,
      long taskOctets,
      Duration connectTimeout,
      Duration requestTimeout,
      Duration requestBudget,
      Duration idleTimeout,
      Duration connectionAge,
      boolean allowPrivate,
      String caFile,
      int eventLoopThreads) {
    this(
        bufferLines,
        bufferOctets,
        taskOctets,
        connectTimeout,
        requestTimeout,
        requestBudget,
        idleTimeout,
        connectionAge,
        allowPrivate,
        caFile,
        eventLoopThreads,
        List.of(),
        List.of(),
        true);
  }

  /** The same limits and times, with another say on who may be sent to and trusted. */
  public DrainSettings reaching(
      boolean allowPrivateToo, List<Cidr> allowed, List<Cidr> denied, String authorities) {
    return new DrainSettings(
        bufferLines,
        bufferOctets,
        taskOctets,
        connectTimeout,
        requestTimeout,
        requestBudget,
        idleTimeout,
        connectionAge,
        allowPrivateToo,
        authorities,
        eventLoopThreads,
        allowed,
        denied,
        channelWarnings);
  }

  /** The same, but with another time to answer. */
  DrainSettings answeredWithin(Duration time) {
    return new DrainSettings(
        bufferLines,
        bufferOctets,
        taskOctets,
        connectTimeout,
        time,
        requestBudget,
        idleTimeout,
        connectionAge,
        allowPrivate,
        caFile,
        eventLoopThreads,
        allow,
        deny,
        channelWarnings);
  }

  /** Decides which addresses are dialled. */
  public AddressGuard guard() {
    return new AddressGuard(allowPrivate, allow, deny);
  }

  /**
   * Lines that a drain may buffer while it takes what it is sent: a stall of the whole job, or
   * lines read again after a crash, come in bursts that are no fault of the drain's.
   */
  int burstLines() {
    return (int) Math.min((long) BURST * bufferLines, Integer.MAX_VALUE);
  }

  /** Octets for {@link #burstLines}. */
  long burstOctets() {
    return (long) BURST * bufferOctets;
  }
}
