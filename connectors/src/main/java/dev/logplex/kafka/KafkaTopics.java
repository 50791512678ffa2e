package dev.logplex.kafka;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_BYTES_CONFIG;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics of the system. May run at any time, in several processes at once. */
public final class KafkaTopics {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MAX_REPLICATION = 3;
  private static final int TAIL_PARTITIONS = 4;
  private static final int LOSSES_PARTITIONS = 1;
  private static final Duration TAIL_RETENTION = Duration.ofMinutes(10);
  private static final Duration LOSSES_RETENTION = Duration.ofDays(7);

  /** Of each partition. */
  private static final long TAIL_OCTETS = 512 << 20;

  private static final long SMALL_OCTETS = 64 << 20;
  private static final long MAX_SEGMENT_OCTETS = 1 << 30;
  private static final long SEGMENTS = 8;

  private final Admin admin;
  private final long deadline = System.nanoTime() + LIMIT.toNanos();

  private KafkaTopics(Admin admin) {
    this.admin = admin;
  }

  /**
   * Creates those topics that are missing and returns when all can be used.
   *
   * @throws KafkaException if that is not so within 30 s
   * @throws IllegalStateException if there is a configuration topic that forgets: one that is not
   *     compacted
   */
  public static void ensure(KafkaSettings kafka, TopicSettings settings) {
    try (Admin admin = Admin.create(kafka.admin())) {
      KafkaTopics topics = new KafkaTopics(admin);
      List<NewTopic> wanted = topics.wanted(settings);
      for (NewTopic topic : wanted) {
        topics.create(topic);
      }
      awaitUsable(kafka, wanted);
      topics.requireCompacted();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the topics were created", e);
    }
  }

  private List<NewTopic> wanted(TopicSettings settings) throws InterruptedException {
    int replication = settings.replication();
    if (replication == 0) {
      replication = Math.min(MAX_REPLICATION, get(admin.describeCluster().nodes()).size());
    }
    TopicSettings.Logs logs = settings.logs();
    return List.of(
        topic(
            Topics.LOGS,
            logs.partitions(),
            replication,
            logs.octets() == 0
                ? deletedAfter(logs.retention())
                : deletedAfter(logs.retention(), logs.octets())),
        topic(
            Topics.CONFIG,
            settings.configPartitions(),
            replication,
            Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT)),
        topic(Topics.TAIL, TAIL_PARTITIONS, replication, deletedAfter(TAIL_RETENTION, TAIL_OCTETS)),
        topic(
            Topics.INTEREST,
            TAIL_PARTITIONS,
            replication,
            deletedAfter(TAIL_RETENTION, SMALL_OCTETS)),
        topic(
            Topics.LOSSES,
            LOSSES_PARTITIONS,
            replication,
            deletedAfter(LOSSES_RETENTION, SMALL_OCTETS)));
  }

  private static Map<String, String> deletedAfter(Duration retention) {
    return Map.of(
        CLEANUP_POLICY_CONFIG,
        CLEANUP_POLICY_DELETE,
        RETENTION_MS_CONFIG,
        Long.toString(retention.toMillis()));
  }

  /** Kafka deletes whole segments: they must be small beside what is kept. */
  private static Map<String, String> deletedAfter(Duration retention, long octets) {
    Map<String, String> settings = new HashMap<>(deletedAfter(retention));
    settings.put(RETENTION_BYTES_CONFIG, Long.toString(octets));
    settings.put(
        SEGMENT_BYTES_CONFIG, Long.toString(Math.min(MAX_SEGMENT_OCTETS, octets / SEGMENTS)));
    return settings;
  }

  private static NewTopic topic(
      String name, int partitions, int replication, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaSettings.MAX_RECORD_OCTETS));
    // One copy may be away without writes stopping, and without an acknowledged write on one disk.
    all.put(MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(Math.max(1, replication - 1)));
    return new NewTopic(name, partitions, (short) replication).configs(all);
  }

  private void create(NewTopic topic) throws InterruptedException {
    try {
      get(admin.createTopics(List.of(topic)).values().get(topic.name()));
    } catch (TopicExistsException e) {
      LOG.debug("topic {} is there already", topic.name());
    }
  }

  /** A topic just made is known to the brokers only a moment later: waits for that. */
  private static void awaitUsable(KafkaSettings kafka, List<NewTopic> topics) {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      topics.forEach(topic -> producer.partitionsFor(topic.name()));
    }
  }

  private void requireCompacted() throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.CONFIG);
    String policy =
        get(admin.describeConfigs(List.of(resource)).values().get(resource))
            .get(CLEANUP_POLICY_CONFIG)
            .value();
    if (!CLEANUP_POLICY_COMPACT.equals(policy)) {
      throw new IllegalStateException(
          "topic " + Topics.CONFIG + " has cleanup.policy=" + policy + "; it must be compact");
    }
  }

  private <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(Math.max(1, remainingNanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka did not answer within " + LIMIT.toSeconds() + " s", e);
    }
  }

  private long remainingNanos() {
    return deadline - System.nanoTime();
  }
}
