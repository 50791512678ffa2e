package dev.logplex.kafka;

import dev.logplex.settings.OuterSettings;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How to reach Kafka, and the client settings that all parts share. Keys and values are octets.
 *
 * @param bootstrapServers {@code host:port}, comma separated
 * @param extra settings for every client, such as those of TLS and SASL; they win over the ones
 *     here, and a client ignores those it does not know
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> extra)
    implements Serializable {

  /** Largest record, compressed, in octets; topics and clients agree on it. */
  public static final int MAX_RECORD_OCTETS = 2 << 20;

  private static final String BATCH_OCTETS = Integer.toString(512 << 10);
  private static final String REQUEST_TIMEOUT_MS = "5000";

  public KafkaSettings {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    extra = Map.copyOf(extra);
  }

  /** A Kafka that needs no further settings. */
  public static KafkaSettings of(String bootstrapServers) {
    return new KafkaSettings(bootstrapServers, Map.of());
  }

  /**
   * A Kafka whose clients need settings that a file of properties holds.
   *
   * @throws IllegalArgumentException if the file cannot be read; the text names it
   */
  public static KafkaSettings withFile(String bootstrapServers, Path file) {
    Properties properties = OuterSettings.properties(file);
    return new KafkaSettings(
        bootstrapServers,
        properties.stringPropertyNames().stream()
            .collect(Collectors.toMap(Function.identity(), properties::getProperty)));
  }

  /** The settings for every client. */
  public Properties extraProperties() {
    return with(new Properties());
  }

  /** Settings of an admin client. */
  public Properties admin() {
    Properties p = client();
    p.setProperty(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    return with(p);
  }

  /**
   * Settings of a consumer that sees committed records alone, starts at the earliest, and commits
   * no offsets by itself.
   */
  public Properties consumer() {
    Properties p = client();
    p.setProperty(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    p.setProperty(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    p.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    p.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    p.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    p.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return with(p);
  }

  /**
   * Settings of an idempotent producer for large records: acknowledged by all in-sync replicas,
   * lz4, sent without lingering. A record's fate is known 10 s after it was handed over.
   */
  public Properties producer() {
    Properties p = client();
    p.setProperty(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    p.setProperty(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    p.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    p.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    p.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    p.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_OCTETS);
    p.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_RECORD_OCTETS));
    p.setProperty(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    p.setProperty(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000");
    p.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, "4000");
    return with(p);
  }

  /**
   * Settings of the producer that owns a transactional id: using them fences whoever had it before.
   */
  public Properties transactionalProducer(String transactionalId) {
    Properties p = producer();
    p.setProperty(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    p.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "15000");
    p.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 << 10));
    p.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(8 << 20));
    return with(p);
  }

  private Properties client() {
    Properties p = new Properties();
    p.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    p.setProperty(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
    return p;
  }

  private Properties with(Properties p) {
    extra.forEach(p::setProperty);
    return p;
  }

  /** Leaves the extra settings out: they may hold passwords. */
  @Override
  public String toString() {
    return "KafkaSettings[bootstrapServers=" + bootstrapServers + "]";
  }
}
