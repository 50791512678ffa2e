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
 */
public record LogBatch(
    String channel, long configVersion, long receivedAt, int lines, byte[] frames) {

  public LogBatch {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(frames, "frames");
    if (lines < 1) {
      throw new IllegalArgumentException("a batch has at least one line, not " + lines);
    }
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
