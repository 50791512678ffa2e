package dev.logplex.gateway.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.LogBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBatchPublisherTest {

  @TempDir static Path directory;

  private static EmbeddedKafka broker;
  private static KafkaSettings kafka;

  private KafkaBatchPublisher publisher;

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
    publisher = new KafkaBatchPublisher(kafka);
  }

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void acknowledgedBatchesAreInKafkaWithChannelVersionAndDedupeId() {
    publisher
        .publish(List.of(batch("two-a", 1), batch("two-b", 2), batch("two-a", 3)), "req-7")
        .join();

    List<ConsumerRecord<byte[], byte[]>> records = records("two-a", 2);
    records.addAll(records("two-b", 1));
    assertThat(records).extracting(r -> decode(r).lines()).containsExactly(1, 3, 2);
    assertThat(records).extracting(r -> decode(r).configVersion()).containsOnly(42L);
    assertThat(records)
        .extracting(KafkaBatchPublisherTest::dedupeId)
        .containsExactly("req-7", "req-7#2", "req-7");
  }

  @Test
  void aRequestWithoutADedupeIdHasNoHeader() {
    publisher.publish(List.of(batch("plain", 1)), null).join();

    assertThat(records("plain", 1).get(0).headers()).isEmpty();
  }

  @Test
  void nothingToPublishIsDoneAtOnce() {
    assertThat(publisher.publish(List.of(), "x")).isCompleted();
  }

  @Test
  void batchesOfAChannelKeepTheOrderInWhichTheyWereHandedOver() {
    AtomicInteger next = new AtomicInteger();
    List<CompletableFuture<Void>> results = new ArrayList<>();
    Stream<Integer> threads = IntStream.range(0, 4).boxed().toList().parallelStream();
    threads.forEach(
        t -> {
          for (int i = 0; i < 500; i++) {
            // The number and the hand-over are one step, as for one connection's requests.
            synchronized (results) {
              results.add(
                  publisher.publish(List.of(batch("ordered", next.incrementAndGet())), null));
            }
          }
        });
    results.forEach(CompletableFuture::join);

    assertThat(records("ordered", 2000))
        .extracting(r -> decode(r).lines())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 2000).boxed().toList());
  }

  @Test
  void oneRecordThatIsTooLargeFailsTheRequest() {
    LogBatch large = new LogBatch("app-1", 1, 1, 1, new byte[3 << 20]);

    CompletableFuture<Void> result = publisher.publish(List.of(batch("app-1", 1), large), null);

    assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PublishException.class);
  }

  @Test
  void closingSendsWhatIsQueuedAndRefusesTheRest() {
    CompletableFuture<Void> queued = publisher.publish(List.of(batch("app-1", 1)), null);
    publisher.close();

    assertThat(queued).isCompleted();
    assertThat(publisher.publish(List.of(batch("app-1", 2)), null)).isCompletedExceptionally();
  }

  private static LogBatch batch(String channel, int lines) {
    return new LogBatch(channel, 42, 1_000, lines, "7 <13>1 x\n".getBytes(UTF_8));
  }

  private static LogBatch decode(ConsumerRecord<byte[], byte[]> record) {
    return LogBatchCodec.decode(new String(record.key(), UTF_8), record.value());
  }

  private static String dedupeId(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(Topics.DEDUPE_HEADER);
    return new String(header.value(), UTF_8);
  }

  /** Reads the topic from its beginning until there are so many records of a channel. */
  private static List<ConsumerRecord<byte[], byte[]>> records(String channel, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      consumer.assign(
          consumer.partitionsFor(Topics.LOGS).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList());
      consumer.seekToBeginning(consumer.assignment());
      for (int polls = 0; records.size() < count && polls < 100; polls++) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (channel.equals(new String(record.key(), UTF_8))) {
            records.add(record);
          }
        }
      }
    }
    return records;
  }
}
