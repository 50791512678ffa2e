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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBatchPublisherTest {

  @TempDir Path directory;

  private EmbeddedKafka broker;
  private KafkaSettings kafka;
  private KafkaBatchPublisher publisher;

  @BeforeEach
  void start() {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = KafkaSettings.of(broker.bootstrapServers());
    KafkaTopics.ensure(kafka, TopicSettings.DEFAULT);
    publisher = new KafkaBatchPublisher(kafka);
  }

  @AfterEach
  void stop() {
    publisher.close();
    broker.close();
  }

  @Test
  void acknowledgedBatchesAreInKafkaWithChannelVersionAndDedupeId() {
    publisher
        .publish(List.of(batch("app-1", 1), batch("app-2", 2), batch("app-1", 3)), "req-7")
        .join();

    List<ConsumerRecord<byte[], byte[]>> records = records(3);
    assertThat(of("app-1", records)).extracting(LogBatch::lines).containsExactly(1, 3);
    assertThat(of("app-2", records)).extracting(LogBatch::lines).containsExactly(2);
    assertThat(of("app-2", records).get(0).configVersion()).isEqualTo(42);
    assertThat(records)
        .extracting(KafkaBatchPublisherTest::dedupeId)
        .containsExactlyInAnyOrder("req-7", "req-7", "req-7#2");
  }

  @Test
  void aRequestWithoutADedupeIdHasNoHeader() {
    publisher.publish(List.of(batch("app-1", 1)), null).join();

    assertThat(records(1).get(0).headers()).isEmpty();
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
              results.add(publisher.publish(List.of(batch("app-1", next.incrementAndGet())), null));
            }
          }
        });
    results.forEach(CompletableFuture::join);

    assertThat(of("app-1", records(2000)))
        .extracting(LogBatch::lines)
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
  void aBrokerThatStopsFailsRequestsInBoundedTimeAndItsReturnHealsThem() {
    publisher.publish(List.of(batch("app-1", 1)), null).join();
    int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
    broker.close();

    CompletableFuture<Void> lost = publisher.publish(List.of(batch("app-1", 2)), null);
    assertThatThrownBy(() -> lost.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PublishException.class);

    broker = EmbeddedKafka.start(directory, port);
    publisher.publish(List.of(batch("app-1", 3)), null).orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(of("app-1", records(2))).extracting(LogBatch::lines).startsWith(1).endsWith(3);
  }

  @Test
  void publishingNeverBlocksTheCallerAndOverloadIsRefused() {
    broker.close();
    List<CompletableFuture<Void>> results = new ArrayList<>();
    long started = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      results.add(
          publisher.publish(List.of(new LogBatch("app-1", 1, 1, 1, new byte[1 << 20])), null));
    }
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);

    assertThat(tookMillis).isLessThan(2_000);
    assertThat(results).anyMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(results)
        .allSatisfy(
            result ->
                assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(PublishException.class));
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

  private static List<LogBatch> of(String channel, List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .filter(r -> channel.equals(new String(r.key(), UTF_8)))
        .map(r -> LogBatchCodec.decode(channel, r.value()))
        .toList();
  }

  private static String dedupeId(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(Topics.DEDUPE_HEADER);
    return new String(header.value(), UTF_8);
  }

  /** Reads the topic from its beginning until there are so many records. */
  private List<ConsumerRecord<byte[], byte[]>> records(int atLeast) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      consumer.assign(
          consumer.partitionsFor(Topics.LOGS).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList());
      consumer.seekToBeginning(consumer.assignment());
      for (int polls = 0; records.size() < atLeast && polls < 100; polls++) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
