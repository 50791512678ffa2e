package dev.logplex.model;

import java.util.Objects;

/**
 * Lines of one channel that travel together: the value of one Kafka record.
 *
 * @param channel id of the channel
 * @param configVersion version of the channel the gateway knew when it accepted the lines; the job
 *     routes them with this version or a later one
 * @param receivedAt when the gateway accepted them, milliseconds since the epoch
 * @param lines number of frames, at least 1
 * @param frames canonical frames back to back (see {@link dev.logplex.frame.Frames}); never changed
 * @param reach whom they reach
 */
public record LogBatch(
    String channel, long configVersion, long receivedAt, int lines, byte[] frames, Reach reach) {

  /** A version that no channel has: of lines that the job itself writes. */
  public static final long UNVERSIONED = 0;

  public LogBatch {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(frames, "frames");
    Objects.requireNonNull(reach, "reach");
    if (lines < 1) {
      throw new IllegalArgumentException("a batch has at least one line, not " + lines);
    }
  }

  /** Lines that reach whomever the channel lets them reach. */
  public LogBatch(String channel, long configVersion, long receivedAt, int lines, byte[] frames) {
    this(channel, configVersion, receivedAt, lines, frames, Reach.EVERYWHERE);
  }

  /** The same lines, reaching others. */
  public LogBatch withReach(Reach other) {
    return new LogBatch(channel, configVersion, receivedAt, lines, frames, other);
  }

  @Override
  public String toString() {
    return "LogBatch[channel="
        + channel
        + ", configVersion="
        + configVersion
        + ", lines="
        + lines
        + ", octets="
        + frames.length
        + "]";
  }
}
