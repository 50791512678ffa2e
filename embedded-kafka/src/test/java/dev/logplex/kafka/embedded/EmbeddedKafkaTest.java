package dev.logplex.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  private static final String TOPIC = "lines";

  @TempDir Path directory;

  @Test
  void recordsAndCommittedTransactionsAreReadBackAfterARestartOnOtherPorts() throws Exception {
    String first;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      first = kafka.bootstrapServers();
      createTopic(first);
      send(first, List.of("one", "two"), null);
      send(first, List.of("three"), "writer");
      assertThat(readAll(first, 3)).containsExactly("one", "two", "three");
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:").isNotEqualTo(first);
      assertThat(readAll(kafka.bootstrapServers(), 3)).containsExactly("one", "two", "three");
    }
  }

  @Test
  void acknowledgedRecordsSurviveAKill() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      createTopic(broker.bootstrapServers());
      send(broker.bootstrapServers(), List.of("one", "two"), null);
      broker.kill();
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      assertThat(readAll(kafka.bootstrapServers(), 2)).containsExactly("one", "two");
    }
  }

  @Test
  void aPortInUseIsNamedInOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, taken.getLocalPort()))
          .isInstanceOf(KafkaStartException.class)
          .hasMessage("port " + taken.getLocalPort() + " for Kafka is in use");
    }
  }

  @Test
  void aDirectoryThatIsAFileIsNamed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> EmbeddedKafka.start(file, 0))
        .isInstanceOf(KafkaStartException.class)
        .hasMessage("Kafka cannot use the directory " + file + ": it is not a directory");
  }

  @Test
  void aDirectoryInUseIsRefused() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      assertThat(kafka.bootstrapServers()).isNotEmpty();
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, 0))
          .isInstanceOf(KafkaStartException.class)
          .hasMessageContaining("lock");
    }
  }

  private static void createTopic(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  private static void send(String bootstrapServers, List<String> values, String transactionalId)
      throws Exception {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("acks", "all");
    if (transactionalId != null) {
      config.put("transactional.id", transactionalId);
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      if (transactionalId != null) {
        producer.initTransactions();
        producer.beginTransaction();
      }
      for (String value : values) {
        producer.send(new ProducerRecord<>(TOPIC, "key", value)).get();
      }
      if (transactionalId != null) {
        producer.commitTransaction();
      }
    }
  }

  private static List<String> readAll(String bootstrapServers, int count) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<String> values = new ArrayList<>();
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
