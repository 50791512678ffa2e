package dev.logplex.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.gateway.config.ConfigCommand.CreateChannel;
import dev.logplex.gateway.config.ConfigCommand.CreateCred;
import dev.logplex.gateway.config.ConfigCommand.CreateDrain;
import dev.logplex.gateway.config.ConfigCommand.CreateToken;
import dev.logplex.gateway.config.ConfigCommand.DeleteChannel;
import dev.logplex.gateway.config.ConfigCommand.DeleteCred;
import dev.logplex.gateway.config.ConfigCommand.PutChannel;
import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.Permission;
import dev.logplex.model.Token;
import dev.logplex.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConfigStoreTest {

  @TempDir static Path directory;

  private static final Sealer SEALER = new Sealer(new byte[32]);
  private static EmbeddedKafka broker;
  private static KafkaSettings kafka;

  private KafkaConfigStore store;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = KafkaSettings.of(broker.bootstrapServers());
    KafkaTopics.ensure(kafka, TopicSettings.DEFAULT);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void open() {
    store = KafkaConfigStore.start(kafka, SEALER, ConfigStoreSettings.defaults());
    store.ready().orTimeout(20, TimeUnit.SECONDS).join();
    store.join(null);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aChangeIsInMemoryWhenItIsAnswered() {
    PutChannel.Result result = run(new PutChannel("seen", List.of("app", "heroku"), null));

    assertThat(result.created()).isTrue();
    assertThat(store.channel("seen")).contains(result.channel());
    for (Token token : result.channel().tokens()) {
      assertThat(store.token(token.id()))
          .contains(new ConfigStore.TokenGrant(result.channel(), token.name()));
    }
  }

  @Test
  void aRestartReadsEverythingBack() {
    Channel channel = run(new PutChannel("kept", List.of("app"), "a name")).channel();
    Drain drain = run(new CreateDrain("kept", "https://u:p@drain.example/", DrainOptions.DEFAULT));
    CreateCred.Result cred = run(new CreateCred("ops", Set.of(Permission.FULL_API)));
    run(new PutChannel("gone", List.of("app"), null));
    run(new DeleteChannel("gone"));

    store.close();
    open();

    Channel read = store.channel("kept").orElseThrow();
    assertThat(read.tokens()).isEqualTo(channel.tokens());
    assertThat(read.drains()).containsExactly(drain);
    assertThat(read.name()).isEqualTo("a name");
    assertThat(read.incarnation()).isEqualTo(channel.incarnation());
    assertThat(store.channel("gone")).isEmpty();
    assertThat(store.cred(cred.cred().id()).orElseThrow().passwordHash())
        .isEqualTo(Secrets.hash(cred.password()));
  }

  @Test
  void aDeletedChannelTakesItsTokensWithIt() {
    Channel channel = run(new PutChannel("deleted", List.of("app"), "its name")).channel();

    assertThat(run(new DeleteChannel("deleted"))).isEqualTo(channel);

    assertThat(store.channel("deleted")).isEmpty();
    assertThat(store.token(channel.tokens().get(0).id())).isEmpty();
    assertRefused(new DeleteChannel("deleted"), Reason.NO_SUCH_CHANNEL);
    Channel again = run(new PutChannel("deleted", null, "its name")).channel();
    assertThat(again.version()).isGreaterThan(channel.version());
    assertThat(again.incarnation()).isGreaterThan(channel.incarnation());
  }

  @Test
  void numbersAreUniqueOverPartitionsAndRestarts() {
    Set<Long> ids = new HashSet<>();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 12; i++) {
        Channel channel = run(new CreateChannel(null, List.of("app")));
        assertThat(ids.add(Long.parseLong(channel.id()))).isTrue();
        assertThat(ids.add(run(new CreateDrain(channel.id(), null, null)).id())).isTrue();
        run(new DeleteChannel(channel.id()));
      }
      close();
      open();
    }
  }

  @Test
  void manyChangesOfOneChannelAtOnceAreAllMade() {
    run(new PutChannel("busy", List.of(), null));

    List<CompletableFuture<Token>> answers =
        IntStream.range(0, 1000)
            .mapToObj(i -> store.execute(new CreateToken("busy", "n" + i)))
            .toList();
    answers.forEach(answer -> answer.orTimeout(30, TimeUnit.SECONDS).join());

    assertThat(store.channel("busy").orElseThrow().tokens())
        .containsExactlyInAnyOrderElementsOf(
            answers.stream().map(CompletableFuture::join).toList());
  }

  @Test
  void twoChannelsNeverGetOneName() {
    List<CompletableFuture<PutChannel.Result>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(store.execute(new PutChannel("namesake-" + i, null, "wanted")));
    }
    long successes =
        answers.stream()
            .filter(a -> a.handle((r, e) -> e == null).orTimeout(20, TimeUnit.SECONDS).join())
            .count();

    assertThat(successes).isEqualTo(1);
    assertRefused(new CreateChannel("wanted", null), Reason.NAME_TAKEN);
    String winner =
        IntStream.range(0, 20)
            .mapToObj(i -> "namesake-" + i)
            .filter(id -> store.channel(id).isPresent())
            .findFirst()
            .orElseThrow();
    run(new DeleteChannel(winner));
    assertThat(run(new CreateChannel("wanted", null)).name()).isEqualTo("wanted");
  }

  @Test
  void aDeletedCredIsGone() {
    CreateCred.Result result = run(new CreateCred(null, Set.of(Permission.ANY_CHANNEL)));
    run(new DeleteCred(result.cred().id()));

    assertThat(store.cred(result.cred().id())).isEmpty();
    assertRefused(new DeleteCred(result.cred().id()), Reason.NO_SUCH_CRED);
  }

  @Test
  void secretsAreNotReadableInKafka() {
    Channel channel = run(new PutChannel("sealed", List.of("app"), null)).channel();
    run(new CreateDrain("sealed", "https://user:hunter2@drain.example/x", DrainOptions.DEFAULT));
    CreateCred.Result cred = run(new CreateCred("ops", Set.of(Permission.FULL_API)));

    String raw = rawTopic();

    assertThat(raw).contains("channel:sealed");
    assertThat(raw)
        .doesNotContain(channel.tokens().get(0).id())
        .doesNotContain(channel.tokens().get(0).id().substring(2))
        .doesNotContain("hunter2")
        .doesNotContain("drain.example")
        .doesNotContain(cred.password());
  }

  @Test
  void aDeletionIsToldWithItsVersionBeforeTheKeyGoes() {
    Channel channel = run(new PutChannel("told", null, null)).channel();
    run(new DeleteChannel("told"));

    List<ConsumerRecord<byte[], byte[]>> records =
        records().stream()
            .filter(r -> new String(r.key(), StandardCharsets.UTF_8).equals("channel:told"))
            .toList();

    assertThat(records).hasSize(3);
    assertThat(ChannelRouting.parse(records.get(1).value()))
        .matches(r -> r.deleted() && r.version() > channel.version());
    assertThat(records.get(2).value()).isNull();
  }

  private <R> R run(ConfigCommand<R> command) {
    return store.execute(command).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private void assertRefused(ConfigCommand<?> command, Reason reason) {
    assertThatThrownBy(() -> store.execute(command).get(20, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            ConfigRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static String rawTopic() {
    StringBuilder raw = new StringBuilder();
    for (ConsumerRecord<byte[], byte[]> record : records()) {
      raw.append(new String(record.key(), StandardCharsets.UTF_8)).append('\n');
      if (record.value() != null) {
        raw.append(new String(record.value(), StandardCharsets.UTF_8)).append('\n');
      }
    }
    return raw.toString();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.CONFIG).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
