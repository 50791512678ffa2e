package dev.logplex.job;

import dev.logplex.job.channel.AcceptedBatch;
import dev.logplex.job.channel.AcceptedBatchReader;
import dev.logplex.job.channel.ChannelConfig;
import dev.logplex.job.channel.ChannelConfigReader;
import dev.logplex.job.delivery.LossWriter;
import dev.logplex.kafka.Topics;
import dev.logplex.model.Loss;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Where the job meets Kafka. */
final class KafkaEnds {

  private static final String GROUP = "logplex-job";

  private KafkaEnds() {}

  static KafkaSource<AcceptedBatch> logs(JobConfig config) {
    return KafkaSource.<AcceptedBatch>builder()
        .setBootstrapServers(config.bootstrapServers())
        .setTopics(Topics.LOGS)
        .setGroupId(GROUP)
        .setClientIdPrefix(GROUP + "-logs")
        // Used only without a checkpoint: then everything Kafka still has is news.
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(4 << 20))
        .setDeserializer(new AcceptedBatchReader())
        .build();
  }

  static KafkaSource<ChannelConfig> config(JobConfig config) {
    return KafkaSource.<ChannelConfig>builder()
        .setBootstrapServers(config.bootstrapServers())
        .setTopics(Topics.CONFIG)
        .setGroupId(GROUP)
        .setClientIdPrefix(GROUP + "-config")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .setDeserializer(new ChannelConfigReader())
        .build();
  }

  static KafkaSink<Loss> losses(JobConfig config) {
    return KafkaSink.<Loss>builder()
        .setBootstrapServers(config.bootstrapServers())
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new LossWriter())
        .build();
  }
}
