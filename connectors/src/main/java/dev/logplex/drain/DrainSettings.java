package dev.logplex.drain;

import dev.logplex.drain.guard.AddressGuard;
import dev.logplex.drain.guard.Cidr;
import dev.logplex.settings.Ranges;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How drains are delivered to.
 *
 * @param buffers what may wait
 * @param times how long what may take
 * @param reach who may be sent to and trusted
 * @param network what all drains of the task manager share
 * @param channelWarnings whether a drain's losses are told in its channel's own stream too
 */
public record DrainSettings(
    Buffers buffers, Times times, Reach reach, Network network, boolean channelWarnings)
    implements Serializable {

  /** How much longer than its bounds the buffer of a drain that answers may be. */
  private static final int BURST = 32;

  /** A drain answers as long as no request of it waits longer for its answer than this. */
  static final long ANSWERING_MILLIS = 1_000;

  public static final DrainSettings DEFAULT =
      new DrainSettings(Buffers.DEFAULT, Times.DEFAULT, Reach.DEFAULT, Network.DEFAULT, true);

  public DrainSettings {
    Objects.requireNonNull(buffers, "buffers");
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(reach, "reach");
    Objects.requireNonNull(network, "network");
  }

  /** The same with other bounds of what may wait. */
  public DrainSettings with(Buffers other) {
    return new DrainSettings(other, times, reach, network, channelWarnings);
  }

  /** The same with other times. */
  public DrainSettings with(Times other) {
    return new DrainSettings(buffers, other, reach, network, channelWarnings);
  }

  /** The same with another say on who may be sent to and trusted. */
  public DrainSettings with(Reach other) {
    return new DrainSettings(buffers, times, other, network, channelWarnings);
  }

  /** The same with another network. */
  public DrainSettings with(Network other) {
    return new DrainSettings(buffers, times, reach, other, channelWarnings);
  }

  /** Decides which addresses are dialled. */
  public AddressGuard guard() {
    return new AddressGuard(reach.allowPrivate(), reach.allow(), reach.deny());
  }

  /**
   * Lines that a drain may buffer while it takes what it is sent: a stall of the whole job, or
   * lines read again after a crash, come in bursts that are no fault of the drain's.
   */
  int burstLines() {
    return (int) Math.min((long) BURST * buffers.lines(), Integer.MAX_VALUE);
  }

  /** Octets for {@link #burstLines}. */
  long burstOctets() {
    return (long) BURST * buffers.octets();
  }

  /**
   * What may wait.
   *
   * @param lines lines of one drain
   * @param octets octets of frames of one drain
   * @param taskOctets octets of all drains of one task together
   */
  public record Buffers(int lines, int octets, long taskOctets) implements Serializable {

    public static final Buffers DEFAULT = new Buffers(10_240, 4 << 20, 256L << 20);

    public Buffers {
      Ranges.require("drain-buffer-lines", lines, 1, 1_000_000);
      Ranges.require("drain-buffer-octets", octets, 1_024, 1 << 30);
      Ranges.require("drain-task-octets", taskOctets, 1_024, 1L << 40);
    }
  }

  /**
   * How long what may take.
   *
   * @param connect for name resolution, TCP and TLS together
   * @param request from the first octet sent to the whole answer
   * @param budget how long one request is tried
   * @param idle an unused connection is closed after it, plus up to a tenth of jitter
   * @param connectionAge a connection is not used longer
   */
  public record Times(
      Duration connect, Duration request, Duration budget, Duration idle, Duration connectionAge)
      implements Serializable {

    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(144),
            Duration.ofHours(5));

    public Times {
      Ranges.requireUpToADay("drain-connect-timeout", connect);
      Ranges.requireUpToADay("drain-request-timeout", request);
      Ranges.requireUpToADay("drain-request-budget", budget);
      Ranges.requireUpToADay("drain-idle-timeout", idle);
      Ranges.requireUpToADay("drain-connection-age", connectionAge);
    }

    /** The same with another time to answer. */
    Times answeredWithin(Duration time) {
      return new Times(connect, time, budget, idle, connectionAge);
    }
  }

  /**
   * What all drains of a process share.
   *
   * @param eventLoopThreads threads
   * @param connections that may be open, or in the making, at once
   */
  public record Network(int eventLoopThreads, int connections) implements Serializable {

    public static final Network DEFAULT = new Network(2, 4_096);

    public Network {
      Ranges.require("drain-event-loop-threads", eventLoopThreads, 1, 256);
      Ranges.require("drain-connections", connections, 1, 1_000_000);
    }
  }

  /**
   * Who may be sent to and trusted.
   *
   * @param allowPrivate whether drains may point to loopback, private and other special addresses
   * @param allow blocks that drains may point to although they are special
   * @param deny blocks that drains may never point to; stronger than the others
   * @param caFile certificate authorities trusted beside the platform's, PEM; null for none
   * @param own shown to receivers that ask who sends; null for nothing
   */
  public record Reach(
      boolean allowPrivate, List<Cidr> allow, List<Cidr> deny, String caFile, KeyFiles own)
      implements Serializable {

    /** Public addresses, and the platform's authorities. */
    public static final Reach DEFAULT = new Reach(false, List.of(), List.of(), null, null);

    /** Private addresses too. */
    public static final Reach PRIVATE_TOO = new Reach(true, List.of(), List.of(), null, null);

    public Reach {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }

    /** The same, trusting the authorities of a file too; null for none. */
    public Reach trusting(String authorities) {
      return new Reach(allowPrivate, allow, deny, authorities, own);
    }

    /** The same, showing the certificate of some files; null for none. */
    public Reach showing(KeyFiles files) {
      return new Reach(allowPrivate, allow, deny, caFile, files);
    }
  }

  /**
   * Files of a certificate and its key.
   *
   * @param certificates the certificate and those that vouch for it, PEM
   * @param key its private key, PKCS #8 in PEM
   */
  public record KeyFiles(String certificates, String key) implements Serializable {

    public KeyFiles {
      Objects.requireNonNull(certificates, "certificates");
      Objects.requireNonNull(key, "key");
    }

    /**
     * @return null without either
     * @throws IllegalArgumentException if there is only one of them; the text begins with the names
     */
    public static KeyFiles of(String certificates, String key, String names) {
      if ((certificates == null) != (key == null)) {
        throw new IllegalArgumentException(names + " must be given together");
      }
      return certificates == null ? null : new KeyFiles(certificates, key);
    }
  }
}
