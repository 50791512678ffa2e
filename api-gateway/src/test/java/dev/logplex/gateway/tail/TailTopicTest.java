package dev.logplex.gateway.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.MemoryConfigStore;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.TailBatchCodec;
import dev.logplex.kafka.TailInterestCodec;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.TailBatch;
import dev.logplex.syslog.LineFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tails over a real broker, at whose other end a model of the job reads and writes. */
class TailTopicTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private final MemoryConfigStore config = new MemoryConfigStore();
  private final ExecutorService readers = Executors.newFixedThreadPool(2);
  private EmbeddedKafka broker;
  private KafkaSettings kafka;
  private Producer<byte[], byte[]> producer;
  private ModelJob job;
  private Thread interests;
  private Thread writer;
  private volatile boolean stop;
  private volatile boolean writing = true;

  @BeforeEach
  void start() {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = KafkaSettings.of(broker.bootstrapServers());
    KafkaTopics.ensure(kafka, TopicSettings.DEFAULT);
    producer = new KafkaProducer<>(kafka.producer());
    config.execute(new ConfigCommand.PutChannel(ModelJob.CHANNEL, List.of("app"), null)).join();
    job = new ModelJob(incarnation(), 1_500, System::currentTimeMillis, this::tell);
    interests = new Thread(this::hearInterests);
    interests.start();
    writer = new Thread(this::write);
  }

  @AfterEach
  void stop() throws InterruptedException {
    writing = false;
    stop = true;
    writer.join();
    interests.join();
    producer.close();
    readers.shutdown();
    broker.close();
  }

  @Test
  void historyAndTailJoinUnderWriteLoadThroughCrashesOfTheJobAndANewHub() throws Exception {
    writer.start();
    List<CollectingSink> open = new ArrayList<>();
    TailSessions first = sessions();
    for (int i = 0; i < 8; i++) {
      open.add(open(first, i % 2 == 0 ? 200 : 0));
      advance(300);
      if (i % 3 == 1) {
        job.checkpoint();
        advance(200);
        job.crash();
      }
    }
    TailSessions second = sessions();
    open.add(open(second, 200));
    advance(500);
    writing = false;
    writer.join();

    for (CollectingSink reader : open) {
      await().atMost(PATIENCE).until(() -> reader.text().endsWith("n=" + job.lastSeq() + "\n"));
      List<Long> numbers = reader.numbers();
      assertThat(numbers).isEqualTo(Numbers.range(numbers.get(0), job.lastSeq()));
    }
    first.close();
    second.close();
  }

  @Test
  void theHubGoesOnWhenTheBrokerComesBack() throws Exception {
    try (TailSessions tails = sessions()) {
      CollectingSink reader = open(tails, 10);
      job.accept(1);
      await().atMost(PATIENCE).until(() -> reader.text().endsWith("n=1\n"));
      int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
      broker.close();
      broker = EmbeddedKafka.start(directory, port);
      job.accept(5);

      await().atMost(PATIENCE).until(() -> reader.text().endsWith("n=6\n"));
      assertThat(reader.numbers()).isEqualTo(Numbers.range(1, 6));
    }
  }

  private TailSessions sessions() {
    return TailSessions.start(
        kafka,
        config,
        new BoundedHistory(job, Duration.ofSeconds(1), readers),
        new GatewayMetrics(),
        TailSettings.DEFAULT);
  }

  private CollectingSink open(TailSessions tails, int num) {
    return tails.open(
        new TailRequest(
            ModelJob.CHANNEL,
            incarnation(),
            new View(LineFormat.PLAIN, LineFilter.ALL),
            num,
            Tail.NOTHING_SEEN,
            true),
        CollectingSink::new);
  }

  private long incarnation() {
    return config.channel(ModelJob.CHANNEL).orElseThrow().incarnation();
  }

  private void advance(int lines) {
    long from = job.lastSeq();
    await().atMost(PATIENCE).until(() -> job.lastSeq() >= from + lines);
  }

  private void write() {
    while (writing) {
      job.accept(1 + ThreadLocalRandom.current().nextInt(30));
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void tell(TailBatch batch) {
    producer.send(
        new ProducerRecord<>(
            Topics.TAIL,
            batch.channel().getBytes(StandardCharsets.UTF_8),
            TailBatchCodec.encode(batch)));
  }

  private void hearInterests() {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(Topics.INTEREST).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      while (!stop) {
        for (ConsumerRecord<byte[], byte[]> told : consumer.poll(Duration.ofMillis(100))) {
          String channel = new String(told.key(), StandardCharsets.UTF_8);
          job.send(TailInterestCodec.decode(channel, told.value()));
        }
      }
    }
  }
}
