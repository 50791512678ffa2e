package dev.logplex.gateway.config;

import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.KafkaSettings;

/**
 * What the writers of one gateway share.
 *
 * @param self what they write when they take a partition over
 * @param fenced called when another gateway took a partition away
 */
record WriterContext(
    KafkaSettings kafka,
    ConfigTopic topic,
    ConfigPartitions partitions,
    ConfigState state,
    AppliedOffsets applied,
    ConfigCodec codec,
    Rules rules,
    Peers peers,
    SystemRecord.Owner self,
    Runnable fenced) {}
