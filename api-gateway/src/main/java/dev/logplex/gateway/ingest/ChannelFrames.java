package dev.logplex.gateway.ingest;

import dev.logplex.frame.FrameScanner;
import dev.logplex.frame.OctetBuffer;
import dev.logplex.gateway.ingest.TokenRoutes.Route;
import dev.logplex.model.Channel;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import dev.logplex.syslog.CanonicalWriter;
import dev.logplex.syslog.SyslogMessage;

/**
 * Lines of one channel that become a batch: canonical frames, back to back. Not safe for use by
 * several threads.
 */
public final class ChannelFrames {

  /** Most octets of frames in a batch, well under Kafka's limit for a record. */
  public static final int MAX_OCTETS = 512 << 10;

  /** A canonical frame is larger than its message by its count, source and fixed fields at most. */
  private static final int MAX_FRAME_OCTETS = FrameScanner.DEFAULT_MAX_LENGTH + 512;

  private final CanonicalWriter writer;
  private final Reach reach;
  private Channel channel;

  /**
   * @param first what it is for
   * @param initialOctets room to begin with
   */
  public ChannelFrames(Route first, int initialOctets) {
    this.channel = first.channel();
    this.reach = first.reach();
    this.writer = new CanonicalWriter(new OctetBuffer(initialOctets));
  }

  /**
   * Whether one more line along this route belongs into the same batch: there is room, and the
   * channel was not deleted and created again in between.
   */
  public boolean takes(Route route) {
    return writer.buffer().size() <= MAX_OCTETS - MAX_FRAME_OCTETS
        && route.channel().incarnation() == channel.incarnation();
  }

  /** Appends a line; the batch will name the newest version of the channel that its lines knew. */
  public void append(SyslogMessage message, Route route) {
    if (route.channel().version() > channel.version()) {
      channel = route.channel();
    }
    writer.append(message, route.source());
  }

  public int lines() {
    return writer.lines();
  }

  public int octets() {
    return writer.buffer().size();
  }

  /** The lines so far, at least one, as a batch; begins anew. */
  public LogBatch cut(long receivedAt) {
    LogBatch batch =
        new LogBatch(
            channel.id(),
            channel.version(),
            receivedAt,
            writer.lines(),
            writer.buffer().toByteArray(),
            reach);
    writer.clear();
    return batch;
  }
}
