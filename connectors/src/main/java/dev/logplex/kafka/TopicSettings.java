package dev.logplex.kafka;

import dev.logplex.settings.Ranges;
import java.time.Duration;

/**
 * How the topics are made when they are missing. Existing topics keep what they have.
 *
 * @param logs how lines are kept
 * @param configPartitions partitions of {@link Topics#CONFIG}; never changed afterwards, because a
 *     record's partition follows from its key and this number
 * @param replication copies of each partition; 0 for as many as there are brokers, up to 3
 */
public record TopicSettings(Logs logs, int configPartitions, int replication) {

  public static final TopicSettings DEFAULT = new TopicSettings(Logs.DEFAULT, 4, 0);

  public TopicSettings {
    Ranges.require("config partitions", configPartitions, 1, 10_000);
    Ranges.require("topic-replication", replication, 0, Short.MAX_VALUE);
  }

  /**
   * How lines are kept in {@link Topics#LOGS}. What goes first by either bound is lost to a job
   * that has not read it by then.
   *
   * @param partitions how many
   * @param retention for how long
   * @param octets how many in each partition, compressed; 0 for no bound. Kafka deletes whole
   *     segments, an eighth of this each, so a little more may lie there
   */
  public record Logs(int partitions, Duration retention, long octets) {

    public static final Logs DEFAULT = new Logs(4, Duration.ofHours(24), 16L << 30);

    /** The least that holds some segments and the largest record. */
    private static final long LEAST_OCTETS = 64 << 20;

    private static final long MOST_OCTETS = 1L << 50;

    public Logs {
      Ranges.require("logs-partitions", partitions, 1, 10_000);
      Ranges.require("logs-retention-hours", retention.toHours(), 1, 24 * 365);
      if (octets != 0) {
        Ranges.require("logs-retention-octets", octets, LEAST_OCTETS, MOST_OCTETS);
      }
    }
  }
}
