package dev.logplex.drain;

import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reports the losses of one drain: the first at once, then whatever came together once a second.
 */
final class LossReports {

  static final long INTERVAL = 1_000;

  /** Losses of one reason not yet reported. */
  record Tally(Span span, long since, long until) {
    Tally plus(Tally other) {
      return new Tally(
          span.plus(other.span), Math.min(since, other.since), Math.max(until, other.until));
    }
  }

  private final DrainHost host;
  private final String drain;
  private final Runnable reported;
  private final Map<LossReason, Tally> unreported = new EnumMap<>(LossReason.class);
  private String channel;
  private long drainId;
  private DrainHost.Timer quiet;

  /**
   * @param reported called after a report that was due, not part of another call
   */
  LossReports(DrainHost host, String drain, Runnable reported) {
    this.host = host;
    this.drain = drain;
    this.reported = reported;
  }

  void name(String channel, long drainId) {
    this.channel = channel;
    this.drainId = drainId;
  }

  void add(LossReason reason, Span span) {
    long now = host.now();
    unreported.merge(reason, new Tally(span, now, now), Tally::plus);
    if (quiet == null) {
      report();
    }
  }

  Map<LossReason, Tally> unreported() {
    return Collections.unmodifiableMap(unreported);
  }

  /** Takes over what an earlier life of the drain had not reported. */
  void restore(Map<LossReason, Tally> tallies) {
    unreported.putAll(tallies);
    if (!tallies.isEmpty()) {
      quiet = host.schedule(INTERVAL, this::reportDue);
    }
  }

  /** Reports what is left; nothing may be added afterwards. */
  void finish() {
    stop();
    tellAll();
  }

  void stop() {
    if (quiet != null) {
      quiet.cancel();
      quiet = null;
    }
  }

  private void report() {
    quiet = unreported.isEmpty() ? null : host.schedule(INTERVAL, this::reportDue);
    tellAll();
  }

  private void reportDue() {
    boolean any = !unreported.isEmpty();
    report();
    if (any) {
      reported.run();
    }
  }

  private void tellAll() {
    unreported.forEach(
        (reason, tally) ->
            host.lost(
                new Loss(
                    channel,
                    drainId,
                    drain,
                    reason,
                    tally.span().lines(),
                    tally.span().firstSeq(),
                    tally.span().lastSeq(),
                    tally.since(),
                    tally.until())));
    unreported.clear();
  }
}
