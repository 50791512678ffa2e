package dev.logplex.kafka;

import java.time.Duration;

/**
 * How the topics are made when they are missing. Existing topics keep what they have.
 *
 * @param logsPartitions partitions of {@link Topics#LOGS}
 * @param logsRetention how long lines stay in Kafka; the job must have read them by then
 * @param configPartitions partitions of {@link Topics#CONFIG}; never changed afterwards, because a
 *     record's partition follows from its key and this number
 * @param replication copies of each partition; 0 for as many as there are brokers, up to 3
 */
public record TopicSettings(
    int logsPartitions, Duration logsRetention, int configPartitions, int replication) {

  public static final TopicSettings DEFAULT = new TopicSettings(4, Duration.ofHours(24), 4, 0);

  public TopicSettings {
    if (logsPartitions < 1 || configPartitions < 1) {
      throw new IllegalArgumentException("a topic has at least one partition");
    }
    if (replication < 0 || replication > Short.MAX_VALUE) {
      throw new IllegalArgumentException("replication " + replication + " is not possible");
    }
  }
}
