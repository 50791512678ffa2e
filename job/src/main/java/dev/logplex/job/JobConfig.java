package dev.logplex.job;

import dev.logplex.drain.DrainSettings;
import java.time.Duration;

/**
 * Settings of the job.
 *
 * @param name name of the Flink job, by which gateways find it
 * @param bootstrapServers Kafka
 * @param secretKeyFile key of secrets at rest; read on each TaskManager. Null: taken from the
 *     environment variable {@code LOGPLEX_SECRET_KEY}
 * @param historyLines lines a channel keeps
 * @param historyOctets octets of frames a channel keeps
 * @param historyIdle a channel without lines for so long loses its history
 * @param drains limits and times of delivery
 */
public record JobConfig(
    String name,
    String bootstrapServers,
    String secretKeyFile,
    int historyLines,
    int historyOctets,
    Duration historyIdle,
    DrainSettings drains) {}
