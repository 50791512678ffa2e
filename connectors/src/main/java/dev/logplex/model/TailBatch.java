package dev.logplex.model;

import java.util.Objects;

/**
 * What the job tells the gateways that tail a channel: numbered lines, or, with none, from which
 * line on it tells them.
 *
 * @param channel id of the channel
 * @param incarnation life of the channel that the numbers belong to
 * @param firstSeq sequence of the first line; in a marker, of the first line that will be told
 * @param lines number of frames; 0 in a marker
 * @param frames canonical frames; empty in a marker, and if tails may not see these lines
 * @param request the request that a marker answers; null with lines
 */
public record TailBatch(
    String channel, long incarnation, long firstSeq, int lines, byte[] frames, String request) {

  public TailBatch {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(frames, "frames");
  }

  /** Numbered lines. */
  public static TailBatch lines(
      String channel, long incarnation, long firstSeq, int lines, byte[] frames) {
    return new TailBatch(channel, incarnation, firstSeq, lines, frames, null);
  }

  /**
   * Every line from {@code nextSeq} on is told as long as the lease lasts, and history, read after
   * this marker arrived, holds all lines before.
   */
  public static TailBatch marker(String channel, long incarnation, long nextSeq, String request) {
    return new TailBatch(
        channel, incarnation, nextSeq, 0, new byte[0], Objects.requireNonNull(request, "request"));
  }

  public boolean isMarker() {
    return request != null;
  }

  @Override
  public String toString() {
    return "TailBatch[channel="
        + channel
        + ", incarnation="
        + incarnation
        + ", firstSeq="
        + firstSeq
        + ", lines="
        + lines
        + ", request="
        + request
        + "]";
  }
}
