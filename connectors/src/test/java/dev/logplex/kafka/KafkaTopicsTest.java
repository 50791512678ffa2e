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
    KafkaTopics.ensure(
        kafka, new TopicSettings(new TopicSettings.Logs(3, Duration.ofHours(2), 1 << 30), 2, 0));

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
    assertThat(setting(Topics.LOGS, "retention.bytes")).isEqualTo("1073741824");
    assertThat(setting(Topics.LOGS, "segment.bytes")).isEqualTo("134217728");
    assertThat(setting(Topics.TAIL, "retention.bytes")).isEqualTo("536870912");
    assertThat(setting(Topics.LOSSES, "retention.bytes")).isEqualTo("67108864");
    assertThat(setting(Topics.LOGS, "max.message.bytes")).isEqualTo("2097152");
    assertThat(setting(Topics.LOGS, "min.insync.replicas")).isEqualTo("1");
    assertThat(setting(Topics.CONFIG, "cleanup.policy")).isEqualTo("compact");
    assertThat(setting(Topics.TAIL, "retention.ms")).isEqualTo("600000");
    assertThat(setting(Topics.LOSSES, "retention.ms")).isEqualTo("604800000");
  }

  @Test
  void leavesTopicsThatExistAsTheyAre() throws Exception {
    KafkaTopics.ensure(
        kafka, new TopicSettings(new TopicSettings.Logs(3, Duration.ofHours(2), 0), 2, 1));
    KafkaTopics.ensure(kafka, TopicSettings.DEFAULT);

    assertThat(partitions()).containsEntry(Topics.LOGS, 3).containsEntry(Topics.CONFIG, 2);
    assertThat(setting(Topics.LOGS, "retention.ms")).isEqualTo("7200000");
    assertThat(setting(Topics.LOGS, "retention.bytes")).as("no bound").isEqualTo("-1");
  }

  @Test
  void boundsThatMakeNoSenseAreNamed() {
    assertThatThrownBy(() -> new TopicSettings.Logs(4, Duration.ofHours(1), 5))
        .hasMessage("logs-retention-octets must be from 67108864 to 1125899906842624, not 5");
    assertThatThrownBy(() -> new TopicSettings.Logs(4, Duration.ofMinutes(5), 0))
        .hasMessage("logs-retention-hours must be from 1 to 8760, not 0");
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
