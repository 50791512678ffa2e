package dev.logplex.job;

import dev.logplex.job.channel.AcceptedBatch;
import dev.logplex.job.channel.AcceptedBatchReader;
import dev.logplex.job.channel.ChannelConfigReader;
import dev.logplex.job.channel.ChannelControl;
import dev.logplex.job.channel.TailBatchWriter;
import dev.logplex.job.channel.TailInterestReader;
import dev.logplex.job.delivery.LossWriter;
import dev.logplex.job.delivery.WarningWriter;
import dev.logplex.kafka.Topics;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Loss;
import dev.logplex.model.TailBatch;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Where the job meets Kafka. */
final class KafkaEnds {

  private static final String GROUP = "logplex-job";

  private KafkaEnds() {}

  static KafkaSource<AcceptedBatch> logs(JobConfig config) {
    return KafkaSource.<AcceptedBatch>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setTopics(Topics.LOGS)
        .setGroupId(GROUP)
        .setClientIdPrefix(GROUP + "-logs")
        // Used only without a checkpoint: then everything Kafka still has is news.
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(4 << 20))
        .setProperties(config.kafka().extraProperties())
        .setDeserializer(new AcceptedBatchReader())
        .build();
  }

  static KafkaSource<ChannelControl> config(JobConfig config) {
    return KafkaSource.<ChannelControl>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setTopics(Topics.CONFIG)
        .setGroupId(GROUP)
        .setClientIdPrefix(GROUP + "-config")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .setProperties(config.kafka().extraProperties())
        .setDeserializer(new ChannelConfigReader())
        .build();
  }

  static KafkaSource<ChannelControl> interest(JobConfig config) {
    return KafkaSource.<ChannelControl>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setTopics(Topics.INTEREST)
        .setGroupId(GROUP)
        .setClientIdPrefix(GROUP + "-interest")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperties(config.kafka().extraProperties())
        .setDeserializer(new TailInterestReader())
        .build();
  }

  static KafkaSink<TailBatch> tail(JobConfig config) {
    return sink(config, new TailBatchWriter());
  }

  static KafkaSink<Loss> losses(JobConfig config) {
    return sink(config, new LossWriter());
  }

  static KafkaSink<LogBatch> warnings(JobConfig config) {
    return sink(config, new WarningWriter());
  }

  private static <T> KafkaSink<T> sink(JobConfig config, KafkaRecordSerializationSchema<T> writer) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")
        .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(2 << 20))
        .setKafkaProducerConfig(config.kafka().extraProperties())
        .setRecordSerializer(writer)
        .build();
  }
}
