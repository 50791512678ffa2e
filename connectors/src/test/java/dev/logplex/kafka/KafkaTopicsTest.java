package dev.logplex.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.kafka.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaTopicsTest {

  @TempDir static Path directory;

  private static EmbeddedKafka broker;
  private static KafkaSettings kafka;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = KafkaSettings.of(broker.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @AfterEach
  void deleteTopics() throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      admin.deleteTopics(admin.listTopics().names().get()).all().get();
    }
  }

  @Test
  void createsEveryTopicWithItsSettings() throws Exception {
    KafkaTopics.ensure(kafka, new TopicSettings(3, Duration.ofHours(2), 2, 0));

    assertThat(partitions())
        .isEqualTo(
            Map.of(
                Topics.LOGS,
                3,
                Topics.CONFIG,
                2,
                Topics.TAIL,
                4,
                Topics.INTEREST,
                4,
                Topics.LOSSES,
                1));
    assertThat(setting(Topics.LOGS, "cleanup.policy")).isEqualTo("delete");
    assertThat(setting(Topics.LOGS, "retention.ms")).isEqualTo("7200000");
    assertThat(setting(Topics.LOGS, "max.message.bytes")).isEqualTo("2097152");
    assertThat(setting(Topics.LOGS, "min.insync.replicas")).isEqualTo("1");
    assertThat(setting(Topics.CONFIG, "cleanup.policy")).isEqualTo("compact");
    assertThat(setting(Topics.TAIL, "retention.ms")).isEqualTo("600000");
    assertThat(setting(Topics.LOSSES, "retention.ms")).isEqualTo("604800000");
  }

  @Test
  void leavesTopicsThatExistAsTheyAre() throws Exception {
    KafkaTopics.ensure(kafka, new TopicSettings(3, Duration.ofHours(2), 2, 1));
    KafkaTopics.ensure(kafka, TopicSettings.DEFAULT);

    assertThat(partitions()).containsEntry(Topics.LOGS, 3).containsEntry(Topics.CONFIG, 2);
    assertThat(setting(Topics.LOGS, "retention.ms")).isEqualTo("7200000");
  }

  @Test
  void manyProcessesMayCreateThemAtOnce() throws Exception {
    List<CompletableFuture<Void>> runs =
        Stream.generate(
                () ->
                    CompletableFuture.runAsync(
                        () -> KafkaTopics.ensure(kafka, TopicSettings.DEFAULT)))
            .limit(4)
            .toList();

    runs.forEach(CompletableFuture::join);
    assertThat(partitions()).hasSize(5);
  }

  @Test
  void refusesAConfigurationTopicThatForgets() throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      admin.createTopics(List.of(new NewTopic(Topics.CONFIG, 1, (short) 1))).all().get();
    }

    assertThatThrownBy(() -> KafkaTopics.ensure(kafka, TopicSettings.DEFAULT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cleanup.policy=delete");
  }

  private static Map<String, Integer> partitions() throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      return admin
          .describeTopics(admin.listTopics().names().get())
          .allTopicNames()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().partitions().size()));
    }
  }

  private static String setting(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(kafka.admin())) {
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      return config.get(name).value();
    }
  }
}
