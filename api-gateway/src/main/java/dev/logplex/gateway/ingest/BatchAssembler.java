package dev.logplex.gateway.ingest;

import dev.logplex.frame.FrameError;
import dev.logplex.frame.FrameScanner;
import dev.logplex.frame.FrameSink;
import dev.logplex.frame.OctetBuffer;
import dev.logplex.gateway.auth.IngestAccess;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.ConfigStore.TokenGrant;
import dev.logplex.model.Channel;
import dev.logplex.model.LogBatch;
import dev.logplex.syslog.CanonicalWriter;
import dev.logplex.syslog.SourceName;
import dev.logplex.syslog.SyslogMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns one request body into batches, in one pass: frames are found, read and written in canonical
 * form to the channel they belong to. For one body only.
 */
final class BatchAssembler implements FrameSink {

  /** Most octets of frames in a batch, well under Kafka's limit for a record. */
  static final int MAX_BATCH_OCTETS = 512 << 10;

  /** A canonical frame is larger than its message by its count, source and fixed fields at most. */
  private static final int MAX_FRAME_OCTETS = FrameScanner.DEFAULT_MAX_LENGTH + 512;

  private static final FrameScanner SCANNER = new FrameScanner();

  private final ConfigStore config;
  private final long receivedAt;
  private final int expectedOctets;
  private final SyslogMessage message = new SyslogMessage();
  private final List<LogBatch> batches = new ArrayList<>(1);
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, Route> routes = new HashMap<>();
  private Route fixedRoute;
  private byte[] lastToken = {};
  private Optional<Route> lastRoute = Optional.empty();
  private int frames;
  private int skipped;
  private boolean malformed;

  private BatchAssembler(ConfigStore config, long receivedAt, int expectedOctets) {
    this.config = config;
    this.receivedAt = receivedAt;
    this.expectedOctets = Math.min(expectedOctets + 1024, MAX_BATCH_OCTETS);
  }

  /** For a body whose lines all go to one channel; each has to be a message. */
  static BatchAssembler forToken(TokenGrant grant, long receivedAt, int octets) {
    BatchAssembler assembler = new BatchAssembler(null, receivedAt, octets);
    assembler.fixedRoute = assembler.route(grant);
    return assembler;
  }

  /** For a body whose lines name their tokens; those that cannot be placed are skipped. */
  static BatchAssembler forAnyChannel(ConfigStore config, long receivedAt, int octets) {
    return new BatchAssembler(config, receivedAt, octets);
  }

  static BatchAssembler of(IngestAccess access, ConfigStore config, long receivedAt, int octets) {
    return access instanceof IngestAccess.OneChannel one
        ? forToken(one.grant(), receivedAt, octets)
        : forAnyChannel(config, receivedAt, octets);
  }

  /**
   * Reads the whole body.
   *
   * @return false if it is malformed, so that none of it may be published
   */
  boolean read(byte[] octets, int length) {
    int end = SCANNER.scan(octets, 0, length, this);
    lanes.values().forEach(this::cut);
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
    CanonicalWriter writer = route.lane.writer;
    if (writer.buffer().size() > MAX_BATCH_OCTETS - MAX_FRAME_OCTETS) {
      cut(route.lane);
    }
    writer.append(message, route.source);
  }

  private void cut(Lane lane) {
    CanonicalWriter writer = lane.writer;
    if (writer.lines() > 0) {
      batches.add(
          new LogBatch(
              lane.channel.id(),
              lane.channel.version(),
              receivedAt,
              writer.lines(),
              writer.buffer().toByteArray()));
      writer.clear();
    }
  }

  private Optional<Route> routeNamed(byte[] octets, int from, int to) {
    int start = SyslogMessage.tokenStart(octets, from, to);
    if (start < 0) {
      return Optional.empty();
    }
    int end = SyslogMessage.tokenEnd(octets, start, to);
    if (!Arrays.equals(octets, start, end, lastToken, 0, lastToken.length)) {
      lastToken = Arrays.copyOfRange(octets, start, end);
      lastRoute = routeOf(new String(lastToken, StandardCharsets.UTF_8));
    }
    return lastRoute;
  }

  /** Unknown tokens are not remembered: a body may name very many of them. */
  private Optional<Route> routeOf(String token) {
    Route known = routes.get(token);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Route> found = config.token(token).map(this::route);
    found.ifPresent(route -> routes.put(token, route));
    return found;
  }

  private Route route(TokenGrant grant) {
    Lane lane =
        lanes.computeIfAbsent(
            grant.channel().id(),
            id -> new Lane(grant.channel(), new CanonicalWriter(new OctetBuffer(laneOctets()))));
    return new Route(lane, SourceName.octets(grant.source()));
  }

  private int laneOctets() {
    return lanes.isEmpty() ? expectedOctets : 1024;
  }

  /** The frames of one channel that are not in a batch yet. */
  private record Lane(Channel channel, CanonicalWriter writer) {}

  /** Where lines with one token go. */
  private record Route(Lane lane, byte[] source) {}
}
