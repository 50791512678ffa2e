package dev.logplex.gateway.config;

import dev.logplex.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes gateways whose port refuses connections out of the group that shares the partitions, so
 * that these have a writer again in about a second instead of after the session timeout. One that
 * lives after all joins again and its transactions are fenced: nothing is lost. Safe for use by
 * several threads.
 */
final class DeadOwners implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DeadOwners.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** No shorter than a rebalance takes: the next owner must have the time to say so. */
  private static final long AGAIN_NANOS = Duration.ofSeconds(3).toNanos();

  private final Map<String, Long> removedAt = new ConcurrentHashMap<>();
  private final Admin admin;

  DeadOwners(KafkaSettings kafka) {
    this.admin = Admin.create(kafka.admin());
  }

  /** Asks Kafka to give the gateway's partitions to others; returns at once. */
  void refused(String gateway) {
    long now = System.nanoTime();
    Long last = removedAt.get(gateway);
    if (last != null && now - last < AGAIN_NANOS) {
      return;
    }
    removedAt.put(gateway, now);
    LOG.info("gateway {} refuses connections; its partitions go to others", gateway);
    admin
        .removeMembersFromConsumerGroup(
            PartitionOwnership.GROUP,
            new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(gateway))))
        .all()
        .whenComplete(
            (removed, failure) -> {
              if (failure != null) {
                LOG.info("gateway {} was not taken out: {}", gateway, failure.getMessage());
              }
            });
  }

  @Override
  public void close() {
    admin.close(CLOSE_LIMIT);
  }
}
