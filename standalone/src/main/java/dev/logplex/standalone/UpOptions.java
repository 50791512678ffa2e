package dev.logplex.standalone;

import dev.logplex.drain.DrainSettings;
import dev.logplex.gateway.ingest.syslog.SyslogSettings;
import dev.logplex.kafka.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What {@code logplex up} was asked for. A port of 0 means any free one.
 *
 * @param host address on which the API and the ways in listen; Flink and Kafka, which know no
 *     users, stay on loopback
 * @param metricsPort where Flink's metrics are shown to Prometheus; null for nowhere
 * @param topics how topics are made that are missing
 * @param checkpointInterval how much drains may get a second time after a crash
 * @param drainCa certificates trusted for drains beside the platform's, PEM; null for none
 * @param drainKey shown to drains' receivers that ask who sends; null for nothing
 */
record UpOptions(
    Path dataDir,
    String host,
    int apiPort,
    int ingestPort,
    SyslogSettings syslog,
    int uiPort,
    Integer metricsPort,
    Path drainCa,
    DrainSettings.KeyFiles drainKey,
    TopicSettings topics,
    Duration checkpointInterval,
    Map<String, String> environment) {}
