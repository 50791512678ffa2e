package dev.logplex.gateway;

import dev.logplex.kafka.TopicSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How missing topics are made, to be mixed into a command. */
final class TopicOptions {

  @Option(
      names = "--logs-partitions",
      paramLabel = "COUNT",
      defaultValue = "4",
      description = "partitions of the topic of lines, if it is missing")
  private int logsPartitions;

  @Option(
      names = "--logs-retention-hours",
      paramLabel = "HOURS",
      defaultValue = "24",
      description = "how long lines stay in Kafka, if the topic is missing")
  private int logsRetentionHours;

  @Option(
      names = "--logs-retention-octets",
      paramLabel = "OCTETS",
      defaultValue = "17179869184",
      description = "how much of each partition stays, if the topic is missing; 0 for no bound")
  private long logsRetentionOctets;

  @Option(
      names = "--topic-replication",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "copies of topics that are missing; 0 for one on each broker, at most 3")
  private int replication;

  /**
   * What was asked for.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  TopicSettings settings() {
    return new TopicSettings(
        new TopicSettings.Logs(
            logsPartitions, Duration.ofHours(logsRetentionHours), logsRetentionOctets),
        TopicSettings.DEFAULT.configPartitions(),
        replication);
  }
}
