package dev.logplex.job;

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

  /** Counter: lines lost to drains. */
  public static final String DRAIN_LINES_DROPPED = "logplex_drain_lines_dropped";

  private JobMetrics() {}
}
