package dev.logplex.standalone.replay;

import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.Redelivery;
import dev.logplex.drain.net.NettyTransports;
import dev.logplex.frame.OctetBuffer;
import dev.logplex.job.replay.SavedChannel;
import dev.logplex.model.Drain;
import dev.logplex.syslog.CanonicalLine;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends lines in the form of drain requests: in batches that each hold lines of one channel, in
 * order, over a connection for each channel, with retries.
 */
final class SentToUrl implements Destination {

  /** Names the channel in each request, percent-encoded. */
  static final String CHANNEL_HEADER = "Logplex-Channel";

  private static final int FULL = 32 << 10;

  private final Function<SavedChannel, Optional<Drain>> drains;
  private final String replay;
  private final DrainSettings settings;
  private final NettyTransports transports;
  private final OctetBuffer gathered = new OctetBuffer(FULL + (16 << 10));
  private int lines;
  private Redelivery current;
  private long sentBefore;

  /**
   * @param drains where the lines of a channel go; empty for nowhere
   * @param replay names this replay in each request
   */
  SentToUrl(Function<SavedChannel, Optional<Drain>> drains, String replay, DrainSettings settings) {
    this.drains = drains;
    this.replay = replay;
    this.settings = settings;
    this.transports = new NettyTransports(settings);
  }

  @Override
  public boolean channel(SavedChannel channel) throws IOException, InterruptedException {
    finish();
    Optional<Drain> drain = drains.apply(channel);
    drain.ifPresent(
        to ->
            current =
                new Redelivery(to, marks(channel.id()), transports, settings.times().budget()));
    return drain.isPresent();
  }

  @Override
  public void line(long seq, CanonicalLine line) throws IOException, InterruptedException {
    gathered.append(line.frames(), line.frameFrom(), line.frameTo());
    lines++;
    if (gathered.size() >= FULL) {
      pass();
    }
  }

  @Override
  public void finish() throws IOException, InterruptedException {
    if (current != null) {
      pass();
      current.flush();
      closeCurrent();
    }
  }

  @Override
  public long sent() {
    return sentBefore + (current == null ? 0 : current.sent());
  }

  @Override
  public void close() {
    closeCurrent();
    transports.close();
  }

  private void pass() throws IOException, InterruptedException {
    if (lines > 0) {
      current.send(lines, gathered.toByteArray());
      gathered.clear();
      lines = 0;
    }
  }

  private void closeCurrent() {
    if (current != null) {
      sentBefore += current.sent();
      current.close();
      current = null;
    }
  }

  private Map<String, String> marks(String channel) {
    Map<String, String> marks = new HashMap<>();
    marks.put(Redelivery.HEADER, replay);
    marks.put(CHANNEL_HEADER, URLEncoder.encode(channel, StandardCharsets.UTF_8));
    return marks;
  }
}
