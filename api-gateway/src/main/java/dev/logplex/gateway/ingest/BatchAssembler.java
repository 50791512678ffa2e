package dev.logplex.gateway.ingest;

import dev.logplex.frame.FrameError;
import dev.logplex.frame.FrameScanner;
import dev.logplex.frame.FrameSink;
import dev.logplex.gateway.auth.IngestAccess;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.ingest.TokenRoutes.Route;
import dev.logplex.model.LogBatch;
import dev.logplex.syslog.SyslogMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns one request body into batches, in one pass: frames are found, read and written in canonical
 * form to the channel they belong to. For one body only.
 */
final class BatchAssembler implements FrameSink {

  private static final FrameScanner SCANNER = new FrameScanner();

  private final TokenRoutes routes;
  private final Route fixedRoute;
  private final FirehoseRoutes firehose;
  private final long receivedAt;
  private final int expectedOctets;
  private final SyslogMessage message = new SyslogMessage();
  private final List<LogBatch> batches = new ArrayList<>(1);
  private final Map<String, ChannelFrames> channels = new HashMap<>();
  private ChannelFrames copies;
  private int frames;
  private int skipped;
  private boolean malformed;

  private BatchAssembler(
      TokenRoutes routes,
      Route fixedRoute,
      FirehoseRoutes firehose,
      long receivedAt,
      int expectedOctets) {
    this.firehose = firehose;
    this.routes = routes;
    this.fixedRoute = fixedRoute;
    this.receivedAt = receivedAt;
    this.expectedOctets = Math.min(expectedOctets + 1024, ChannelFrames.MAX_OCTETS);
  }

  /**
   * For a token, all lines go to its channel and each has to be a message; for any channel, lines
   * name their tokens and those that cannot be placed are skipped.
   *
   * @param octets size of the body
   * @param dedupeId names the request; null for none
   */
  static BatchAssembler of(
      IngestAccess access, ConfigStore config, long receivedAt, int octets, String dedupeId) {
    FirehoseRoutes firehose = new FirehoseRoutes(config, dedupeId);
    return access instanceof IngestAccess.OneChannel one
        ? new BatchAssembler(null, Route.of(one.grant()), firehose, receivedAt, octets)
        : new BatchAssembler(new TokenRoutes(config), null, firehose, receivedAt, octets);
  }

  /**
   * Reads the whole body.
   *
   * @return false if it is malformed, so that none of it may be published
   */
  boolean read(byte[] octets, int length) {
    int end = SCANNER.scan(octets, 0, length, this);
    channels.values().forEach(this::cut);
    if (copies != null) {
      cut(copies);
    }
    return end == length && !malformed;
  }

  @Override
  public void frame(byte[] octets, int from, int to) {
    frames++;
    if (malformed) {
      return;
    }
    boolean parsed = message.parse(octets, from, to);
    if (fixedRoute != null) {
      if (parsed) {
        append(fixedRoute);
      } else {
        malformed = true;
      }
      return;
    }
    Optional<Route> route = parsed ? routeNamed(octets, from, to) : Optional.empty();
    if (route.isPresent()) {
      append(route.get());
    } else {
      skipped++;
    }
  }

  @Override
  public void malformed(byte[] octets, int from, int to, FrameError error) {
    malformed = true;
  }

  /** The batches, those of one channel in the order of their lines. */
  List<LogBatch> batches() {
    return batches;
  }

  /** Frames seen, skipped ones included. */
  int frames() {
    return frames;
  }

  int skipped() {
    return skipped;
  }

  private void append(Route route) {
    String id = route.channel().id();
    ChannelFrames lines = channels.get(id);
    if (lines != null && !lines.takes(route)) {
      cut(lines);
      lines = lines.takes(route) ? lines : null;
    }
    if (lines == null) {
      lines = new ChannelFrames(route, channels.isEmpty() ? expectedOctets : 1024);
      channels.put(id, lines);
    }
    lines.append(message, route);
    firehose.copy(message, route).ifPresent(this::copy);
  }

  private void copy(Route route) {
    if (copies == null) {
      copies = new ChannelFrames(route, 1024);
    } else if (!copies.takes(route)) {
      cut(copies);
    }
    copies.append(message, route);
  }

  private void cut(ChannelFrames lines) {
    batches.add(lines.cut(receivedAt));
  }

  private Optional<Route> routeNamed(byte[] octets, int from, int to) {
    int start = SyslogMessage.tokenStart(octets, from, to);
    return start < 0
        ? Optional.empty()
        : routes.find(octets, start, SyslogMessage.tokenEnd(octets, start, to));
  }
}
