package dev.logplex.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.config.ConfigCommand.CreateToken;
import dev.logplex.gateway.config.ConfigCommand.DeleteChannel;
import dev.logplex.gateway.config.ConfigCommand.PutChannel;
import dev.logplex.kafka.ConfigKey;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.Channel;
import dev.logplex.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyKafkaTest {

  private static final Sealer SEALER = new Sealer(new byte[32]);

  private static final Map<String, String> IMPATIENT =
      Map.of("max.block.ms", "3000", "request.timeout.ms", "2000", "delivery.timeout.ms", "4000");

  @TempDir Path directory;

  private EmbeddedKafka broker;
  private KafkaSettings kafka;
  private KafkaConfigStore store;

  @BeforeEach
  void start() {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = new KafkaSettings(broker.bootstrapServers(), IMPATIENT);
    KafkaTopics.ensure(kafka, TopicSettings.DEFAULT);
    open();
  }

  @AfterEach
  void stop() {
    store.close();
    broker.close();
  }

  @Test
  void readsGoOnWithoutABrokerChangesFailInTimeAndItsReturnHealsThem() {
    Channel before = run(new PutChannel("c", List.of("app"), null)).channel();
    int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
    broker.close();

    CompletableFuture<?> first = store.execute(new CreateToken("c", "first"));
    assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfAny(ConfigUnavailableException.class, ConfigUncertainException.class);
    // The writer knows by now that it cannot write.
    CompletableFuture<?> second = store.execute(new CreateToken("c", "second"));
    assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(ConfigUnavailableException.class);
    assertThat(store.channel("c")).contains(before);
    assertThat(store.token(before.tokens().get(0).id())).isPresent();

    broker = EmbeddedKafka.start(directory, port);
    await()
        .atMost(Duration.ofSeconds(40))
        .ignoreExceptions()
        .until(() -> run(new CreateToken("c", "third")) != null);
    assertThat(store.channel("c").orElseThrow().tokens())
        .extracting(token -> token.name())
        .contains("app", "third")
        .doesNotContain("second");
  }

  @Test
  void aFencedWriterGivesWayAndComesBack() {
    run(new PutChannel("c", null, null));
    int partition = new ConfigPartitions(4).of(ConfigKey.channel("c"));
    // Whoever opens the partition's producer takes the partition.
    new PartitionProducer(kafka, partition).close();

    CompletableFuture<?> fenced = store.execute(new CreateToken("c", "lost"));
    assertThatThrownBy(() -> fenced.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(ConfigUnavailableException.class);

    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> run(new CreateToken("c", "kept")) != null);
    assertThat(store.channel("c").orElseThrow().tokens())
        .extracting(token -> token.name())
        .contains("kept")
        .doesNotContain("lost");
  }

  @Test
  void aTransactionThatItsWriterLeftOpenIsNeverSeen() throws Exception {
    run(new PutChannel("c", null, null));
    int partition = new ConfigPartitions(4).of(ConfigKey.channel("c"));
    store.close();
    var settings = kafka.transactionalProducer(Topics.CONFIG + "-" + partition);
    try (var dying = new KafkaProducer<byte[], byte[]>(settings)) {
      dying.initTransactions();
      dying.beginTransaction();
      dying
          .send(
              new ProducerRecord<>(
                  Topics.CONFIG, partition, "channel:c".getBytes(StandardCharsets.UTF_8), null))
          .get();
      dying.flush();
      dying.close(Duration.ZERO);
    }

    open();

    assertThat(store.channel("c")).isPresent();
    assertThat(run(new CreateToken("c", "app")).name()).isEqualTo("app");
  }

  @Test
  void whatCompactionLeavesIsTheSameConfiguration() throws Exception {
    for (int i = 0; i < 6; i++) {
      run(new PutChannel("c" + i, List.of("app"), i % 2 == 0 ? "name" + i : null));
    }
    compactQuickly();
    List<CompletableFuture<?>> changes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      changes.add(store.execute(new PutChannel("c" + i % 6, List.of("app", "n" + i), null)));
      if (i % 20 == 0) {
        changes.forEach(CompletableFuture::join);
      }
    }
    changes.forEach(CompletableFuture::join);
    long highest = run(new PutChannel("gone", null, null)).channel().version();
    run(new DeleteChannel("gone"));
    List<Channel> before = Stream.of(0, 1, 2, 3, 4, 5).map(i -> channel("c" + i)).toList();

    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              // A segment is compacted when a younger one was begun.
              run(new PutChannel("roll" + System.nanoTime() % 8, List.of("x"), null));
              return occurrences("channel:gone") <= 1 && occurrences("channel:c0") == 1;
            });
    store.close();
    open();

    assertThat(Stream.of(0, 1, 2, 3, 4, 5).map(i -> channel("c" + i)).toList()).isEqualTo(before);
    assertThat(store.channel("gone")).isEmpty();
    assertThat(run(new PutChannel("gone", null, null)).channel().version()).isGreaterThan(highest);
  }

  private void compactQuickly() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.CONFIG);
    ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
    try (Admin admin = Admin.create(kafka.admin())) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  topic,
                  List.of(
                      set("segment.ms", "100"),
                      set("min.cleanable.dirty.ratio", "0.001"),
                      set("delete.retention.ms", "0"),
                      set("min.compaction.lag.ms", "0")),
                  brokers,
                  List.of(set("log.cleaner.backoff.ms", "200"))))
          .all()
          .get();
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  private int occurrences(String key) {
    int count = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      Collection<TopicPartition> partitions =
          consumer.partitionsFor(Topics.CONFIG).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          count += key.equals(new String(record.key(), StandardCharsets.UTF_8)) ? 1 : 0;
        }
      }
    }
    return count;
  }

  private Channel channel(String id) {
    return store.channel(id).orElseThrow();
  }

  private void open() {
    store = KafkaConfigStore.start(kafka, SEALER, ConfigStoreSettings.of("only"));
    store.ready().orTimeout(20, TimeUnit.SECONDS).join();
    store.join(null);
  }

  private <R> R run(ConfigCommand<R> command) {
    return store.execute(command).orTimeout(40, TimeUnit.SECONDS).join();
  }
}
