package dev.logplex.gateway.ingest.syslog;

import dev.logplex.gateway.ingest.TokenRoutes.Route;
import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Drop;
import dev.logplex.syslog.SyslogMessage;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The lines of one channel on one event loop, on their way to Kafka. One bundle at a time is in
 * flight, which keeps their order also when it has to be sent again; meanwhile the next one grows.
 * Used on the event loop alone.
 */
final class Lane {

  private final Lanes lanes;
  private final String name;
  private final Deque<Bundle> waiting = new ArrayDeque<>(2);
  private Bundle inFlight;
  private long firstTryNanos;
  private int failures;

  /**
   * @param name unlike that of any other lane of the loop
   */
  Lane(Lanes lanes, String name) {
    this.lanes = lanes;
    this.name = name;
  }

  String name() {
    return name;
  }

  void append(SyslogMessage message, Route route, SyslogConnection connection) {
    Bundle bundle = waiting.peekLast();
    if (bundle == null || !bundle.takes(route)) {
      bundle = new Bundle(route);
      waiting.addLast(bundle);
    }
    lanes.charge(connection, bundle.append(message, route, connection));
    if (bundle.isFull() || lanes.isStopping()) {
      flush();
    }
  }

  /** Sends the next bundle, unless one is in flight. */
  void flush() {
    if (inFlight == null && !waiting.isEmpty()) {
      inFlight = waiting.pollFirst();
      firstTryNanos = System.nanoTime();
      failures = 0;
      lanes.publish(this, inFlight);
    }
  }

  /** Takes Kafka's answer for the bundle in flight. */
  void answered(Bundle bundle, Throwable failure) {
    if (bundle != inFlight) {
      return; // Given up in the meantime.
    }
    if (failure == null) {
      lanes.accepted(bundle);
    } else if (System.nanoTime() - firstTryNanos < lanes.publishNanos()) {
      failures++;
      lanes.publishLater(this, bundle, failures);
      return;
    } else {
      lanes.dropped(bundle, Drop.KAFKA, failure);
    }
    inFlight = null;
    if (waiting.size() > 1 || lanes.isStopping() || !waiting.isEmpty() && waiting.peek().isFull()) {
      flush();
    }
  }

  /** Sends the bundle in flight once more. */
  void again(Bundle bundle) {
    if (bundle == inFlight) {
      lanes.publish(this, bundle);
    }
  }

  /** Drops everything. */
  void giveUp() {
    Bundle sent = inFlight;
    inFlight = null;
    if (sent != null) {
      lanes.dropped(sent, Drop.STOPPED, null);
    }
    while (!waiting.isEmpty()) {
      lanes.dropped(waiting.pollFirst(), Drop.STOPPED, null);
    }
  }

  boolean isIdle() {
    return inFlight == null && waiting.isEmpty();
  }
}
