package dev.logplex.gateway.ingest.syslog;

import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Refusal;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The open connections, bounded. When there are too many, a new one takes the place of the oldest
 * that has not yet brought a line with a known token; so connections that just sit there lock
 * nobody out, and none that a source uses is ever displaced. Safe for use by several threads.
 */
final class Connections {

  private final int max;
  private final SyslogMetrics metrics;
  private final Set<Channel> open = new HashSet<>();
  private final Set<Channel> unproven = new LinkedHashSet<>();
  private boolean closed;

  Connections(int max, SyslogMetrics metrics) {
    this.max = max;
    this.metrics = metrics;
  }

  /** Takes a new connection in, or closes it. */
  boolean admit(Channel connection) {
    Channel refused = enter(connection);
    if (refused != null) {
      metrics.refused(Refusal.TOO_MANY);
      refused.close();
    }
    if (refused == connection) {
      return false;
    }
    metrics.opened();
    connection
        .closeFuture()
        .addListener(
            done -> {
              leave(connection);
              metrics.closed();
            });
    return true;
  }

  /** The connection belongs to a source. */
  synchronized void proven(Channel connection) {
    unproven.remove(connection);
  }

  /** Admits no more, and tells who is there. */
  synchronized List<Channel> close() {
    closed = true;
    return List.copyOf(open);
  }

  /** The connection that has to go; null if there is room. */
  private synchronized Channel enter(Channel connection) {
    Channel displaced = null;
    if (closed || open.size() >= max) {
      if (closed || unproven.isEmpty()) {
        return connection;
      }
      displaced = unproven.iterator().next();
      open.remove(displaced);
      unproven.remove(displaced);
    }
    open.add(connection);
    unproven.add(connection);
    return displaced;
  }

  private synchronized void leave(Channel connection) {
    open.remove(connection);
    unproven.remove(connection);
  }
}
