package dev.logplex.gateway.ingest.syslog;

import dev.logplex.gateway.ingest.ChannelFrames;
import dev.logplex.gateway.ingest.TokenRoutes.Route;
import dev.logplex.model.LogBatch;
import dev.logplex.syslog.SyslogMessage;
import java.util.ArrayList;
import java.util.List;

/** Lines of one channel that go to Kafka together, and what each connection has in them. */
final class Bundle {

  /** A bundle of this size does not wait for more lines. */
  static final int FULL_OCTETS = 64 << 10;

  /** A bundle of so many lines does not wait for more. */
  static final int FULL_LINES = 500;

  /** What a bundle takes in memory beside its frames, and more: charged to its first connection. */
  private static final int OVERHEAD_OCTETS = 1024;

  private final long receivedAt = System.currentTimeMillis();
  private final List<Share> shares = new ArrayList<>(1);
  private ChannelFrames frames;
  private LogBatch batch;

  /** For lines along this route. */
  Bundle(Route first) {
    frames = new ChannelFrames(first, OVERHEAD_OCTETS);
  }

  boolean takes(Route route) {
    return batch == null && frames.takes(route);
  }

  /**
   * Appends a line.
   *
   * @return octets that it adds to what waits
   */
  int append(SyslogMessage message, Route route, SyslogConnection connection) {
    int before = shares.isEmpty() ? -OVERHEAD_OCTETS : frames.octets();
    frames.append(message, route);
    int octets = frames.octets() - before;
    Share last = shares.isEmpty() ? null : shares.get(shares.size() - 1);
    if (last == null || last.connection != connection) {
      last = new Share(connection);
      shares.add(last);
    }
    last.octets += octets;
    return octets;
  }

  boolean isFull() {
    return lines() >= FULL_LINES || batch != null || frames.octets() >= FULL_OCTETS;
  }

  int lines() {
    return batch == null ? frames.lines() : batch.lines();
  }

  /** The lines; no more can be appended. */
  LogBatch batch() {
    if (batch == null) {
      batch = frames.cut(receivedAt);
      frames = null;
    }
    return batch;
  }

  List<Share> shares() {
    return shares;
  }

  /** Octets of one connection. One with several runs of lines here has several of these. */
  static final class Share {
    private final SyslogConnection connection;
    private int octets;

    private Share(SyslogConnection connection) {
      this.connection = connection;
    }

    SyslogConnection connection() {
      return connection;
    }

    int octets() {
      return octets;
    }
  }
}
