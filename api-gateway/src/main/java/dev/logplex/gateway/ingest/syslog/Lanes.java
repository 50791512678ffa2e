package dev.logplex.gateway.ingest.syslog;

import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.ingest.BatchPublisher;
import dev.logplex.gateway.ingest.FirehoseRoutes;
import dev.logplex.gateway.ingest.TokenRoutes;
import dev.logplex.gateway.ingest.TokenRoutes.Route;
import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Drop;
import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Skip;
import dev.logplex.model.Reach;
import dev.logplex.syslog.SyslogMessage;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lines of one event loop that wait for Kafka. The connections of a loop share the bundles, so
 * that the lines of an app with many processes become few records; since a connection stays on its
 * loop, its lines keep their order. Used on the event loop alone.
 */
final class Lanes {

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  /** Begins the name of a lane of copies; a channel's id has no such character. */
  private static final String COPIES = "\n";

  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long MAX_RETRY_MILLIS = 2_000;

  private final EventLoop loop;
  private final TokenRoutes routes;
  private final FirehoseRoutes firehose;
  private final BatchPublisher publisher;
  private final SyslogMetrics metrics;
  private final long bundleNanos;
  private final long publishNanos;
  private final long connectionOctets;
  private final long loopOctets;
  private final DropLog dropLog = new DropLog(LOG);
  private final SyslogMessage message = new SyslogMessage();
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Set<SyslogConnection> paused = new LinkedHashSet<>();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private long waitingOctets;
  private boolean full;
  private boolean ticking;
  private boolean stopping;

  /**
   * @param loopOctets octets that may wait here before no connection of the loop is read from
   */
  Lanes(
      EventLoop loop,
      SyslogSettings settings,
      long loopOctets,
      ConfigStore config,
      BatchPublisher publisher,
      SyslogMetrics metrics) {
    this.loop = loop;
    this.routes = new TokenRoutes(config);
    this.firehose = new FirehoseRoutes(config);
    this.publisher = publisher;
    this.metrics = metrics;
    this.bundleNanos = settings.bundleTime().toNanos();
    this.publishNanos = settings.publishTime().toNanos();
    this.connectionOctets = settings.connectionOctets();
    this.loopOctets = loopOctets;
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * Takes one frame.
   *
   * @return whether it became a line of a channel
   */
  boolean take(byte[] octets, int from, int to, SyslogConnection connection) {
    if (!message.parse(octets, from, to)) {
      return skip(Skip.NO_MESSAGE);
    }
    int token = SyslogMessage.tokenStart(octets, from, to);
    if (token < 0) {
      return skip(Skip.NO_TOKEN);
    }
    Optional<Route> route = routes.find(octets, token, SyslogMessage.tokenEnd(octets, token, to));
    if (route.isEmpty()) {
      return skip(Skip.UNKNOWN_TOKEN);
    }
    append(route.get().channel().id(), route.get(), connection);
    firehose
        .copy(message, route.get())
        .ifPresent(copy -> append(COPIES + copy.channel().id(), copy, connection));
    tick();
    return true;
  }

  private void append(String lane, Route route, SyslogConnection connection) {
    lanes.computeIfAbsent(lane, name -> new Lane(this, name)).append(message, route, connection);
  }

  /** What a connection brought in one go is taken: pauses it if too much of it waits. */
  void taken(SyslogConnection connection) {
    routes.forget();
    firehose.forget();
    if ((full || connection.waitingOctets() > connectionOctets) && paused.add(connection)) {
      connection.pause();
      metrics.paused();
      lanes.values().forEach(Lane::flush); // Who waits for them brings no more lines to wait for.
    }
  }

  /** A connection is gone; what it brought stays. */
  void left(SyslogConnection connection) {
    if (paused.remove(connection)) {
      metrics.resumed();
    }
  }

  /** Sends everything without waiting for more lines; completes when nothing is left. */
  CompletableFuture<Void> stop() {
    stopping = true;
    lanes.values().forEach(Lane::flush);
    removeIdle();
    return empty;
  }

  /** Drops, and counts, what is left. */
  void giveUp() {
    lanes.values().forEach(Lane::giveUp);
    removeIdle();
  }

  boolean isStopping() {
    return stopping;
  }

  long publishNanos() {
    return publishNanos;
  }

  void charge(SyslogConnection connection, int octets) {
    connection.addWaiting(octets);
    waitingOctets += octets;
    full |= waitingOctets > loopOctets;
  }

  void publish(Lane lane, Bundle bundle) {
    CompletableFuture<Void> result;
    try {
      result = publisher.publish(List.of(bundle.batch()), null);
    } catch (RuntimeException e) {
      result = CompletableFuture.failedFuture(e);
    }
    result.whenComplete(
        (done, failure) -> {
          if (!loop.isShuttingDown()) {
            loop.execute(() -> answered(lane, bundle, failure));
          }
        });
  }

  /** Exponential back-off with jitter. */
  void publishLater(Lane lane, Bundle bundle, int failures) {
    metrics.retried();
    long ceiling = Math.min(MAX_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures, 8));
    long delay = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling);
    loop.schedule(() -> lane.again(bundle), delay, TimeUnit.MILLISECONDS);
  }

  void accepted(Bundle bundle) {
    if (bundle.batch().reach().equals(Reach.EVERYWHERE)) {
      metrics.accepted(bundle.lines());
    }
    settle(bundle);
  }

  void dropped(Bundle bundle, Drop reason, Throwable cause) {
    metrics.dropped(reason, bundle.lines());
    dropLog.dropped(bundle.lines(), reason, cause);
    settle(bundle);
  }

  private boolean skip(Skip reason) {
    metrics.skipped(reason);
    return false;
  }

  private void answered(Lane lane, Bundle bundle, Throwable failure) {
    lane.answered(bundle, failure);
    if (lane.isIdle()) {
      lanes.remove(lane.name(), lane);
      completeIfEmpty();
    }
  }

  private void settle(Bundle bundle) {
    for (Bundle.Share share : bundle.shares()) {
      share.connection().addWaiting(-share.octets());
      waitingOctets -= share.octets();
    }
    full &= waitingOctets > loopOctets / 2;
    if (!full && !stopping) {
      resume();
    }
  }

  private void resume() {
    for (Iterator<SyslogConnection> all = paused.iterator(); all.hasNext(); ) {
      SyslogConnection connection = all.next();
      if (connection.waitingOctets() <= connectionOctets / 2) {
        all.remove();
        metrics.resumed();
        connection.resume();
      }
    }
  }

  private void tick() {
    if (!ticking && !stopping) {
      ticking = true;
      loop.schedule(this::flush, bundleNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void flush() {
    ticking = false;
    lanes.values().forEach(Lane::flush);
    if (!lanes.isEmpty()) {
      tick();
    }
  }

  private void removeIdle() {
    lanes.values().removeIf(Lane::isIdle);
    completeIfEmpty();
  }

  private void completeIfEmpty() {
    if (stopping && lanes.isEmpty()) {
      empty.complete(null);
    }
  }
}
