package dev.logplex.gateway.ingest.syslog;

import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Drop;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Tells of dropped lines, at most every ten seconds. For one thread. */
final class DropLog {

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Logger log;
  private long lastNanos = System.nanoTime() - PERIOD_NANOS;
  private long untold;

  DropLog(Logger log) {
    this.log = log;
  }

  void dropped(int lines, Drop reason, Throwable cause) {
    untold += lines;
    long now = System.nanoTime();
    if (now - lastNanos < PERIOD_NANOS) {
      return;
    }
    log.warn(
        "{} syslog lines dropped since the last such message, now because of {}: {}",
        untold,
        reason,
        cause == null ? "Kafka had not acknowledged them in time" : cause.getMessage());
    untold = 0;
    lastNanos = now;
  }
}
