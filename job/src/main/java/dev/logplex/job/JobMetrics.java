package dev.logplex.job;

import dev.logplex.model.LossReason;
import java.util.Locale;

/** Names of the job's own metrics; see {@code docs/operations.md}. */
public final class JobMetrics {

  /** Counter: lines numbered, kept and handed to drains. */
  public static final String LINES_ROUTED = "logplex_lines_routed";

  /** Counter: lines that were accepted just before their channel was deleted. */
  public static final String LINES_OF_GONE_CHANNELS = "logplex_lines_of_gone_channels";

  /** Counter: batches that waited for configuration. */
  public static final String BATCHES_HELD = "logplex_batches_held";

  /** Counter: batches left out because a batch with the same id came before. */
  public static final String BATCHES_REPEATED = "logplex_batches_repeated";

  /** Counter: Kafka records that are not what their topic should hold. */
  public static final String POISON_RECORDS = "logplex_poison_records";

  /** Gauge: drains of this task. */
  public static final String DRAINS = "logplex_drains";

  /** Gauge: lines waiting in the buffers of this task's drains. */
  public static final String DRAIN_LINES_BUFFERED = "logplex_drain_lines_buffered";

  /** Gauge: octets waiting in the buffers of this task's drains. */
  public static final String DRAIN_OCTETS_BUFFERED = "logplex_drain_octets_buffered";

  /** Gauge: drains of this task to which something is being sent. */
  public static final String DRAINS_SENDING = "logplex_drains_sending";

  /** Gauge: drains of this task whose last attempt failed and that wait for the next. */
  public static final String DRAINS_WAITING = "logplex_drains_waiting";

  /** Counter: lines that passed the filters of drains, once for each drain. */
  public static final String DRAIN_LINES_ROUTED = "logplex_drain_lines_routed";

  /** Counter: lines that drains took. */
  public static final String DRAIN_LINES_DELIVERED = "logplex_drain_lines_delivered";

  /** Counter: requests that drains took. */
  public static final String DRAIN_REQUESTS_DELIVERED = "logplex_drain_requests_delivered";

  /** Counter: attempts that failed and will be repeated. */
  public static final String DRAIN_REQUESTS_FAILED = "logplex_drain_requests_failed";

  /** Counter: requests that drains will never take. */
  public static final String DRAIN_REQUESTS_REFUSED = "logplex_drain_requests_refused";

  private static final String DRAIN_LINES_DROPPED = "logplex_drain_lines_dropped_";

  private JobMetrics() {}

  /** Counter: lines lost to drains for this reason. */
  public static String drainLinesDropped(LossReason reason) {
    return DRAIN_LINES_DROPPED + reason.name().toLowerCase(Locale.ROOT);
  }
}
