package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.LossCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.Loss;
import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.Audit;
import dev.logplex.testkit.Behaviour;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.EventLoops;
import dev.logplex.testkit.Ledger;
import dev.logplex.testkit.Load;
import dev.logplex.testkit.LogSource;
import dev.logplex.testkit.LogplexProcess;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty drains on real sockets, some of them bad: one hangs, one answers 500, one resets. */
@Tag("alone")
class TwentyDrainsIT {

  private static final int CHANNELS = 4;
  private static final int DRAINS_PER_CHANNEL = 5;
  private static final int HANGING = 0;
  private static final int FAILING = 5;
  private static final int RESETTING = 10;
  private static final List<Integer> BAD = List.of(HANGING, FAILING, RESETTING);

  /** More than a drain's buffer holds, so that the hanging one must lose some. */
  private static final int LINES_PER_CHANNEL = 24_000;

  private static final int LINES_PER_SECOND = 8_000;
  private static final int LINES_BEFORE_TROUBLE = 2_000;

  /** Less than the time after which a request to the hanging one is given up. */
  private static final Duration PROMPT = Duration.ofSeconds(8);

  /** A retry may be up to 30 s away when a receiver recovers. */
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  @TempDir Path directory;

  private final EventLoopGroup loops = EventLoops.start("testkit", 2);
  private final List<DrainReceiver> receivers = new ArrayList<>();
  private final List<String> drainTokens = new ArrayList<>();
  private final List<LogSource> sources = new ArrayList<>();
  private LogplexProcess logplex;
  private ApiClient api;

  @BeforeEach
  void start() throws Exception {
    logplex = BuiltLogplex.up(directory, "--checkpoint-interval=3");
    api = new ApiClient(logplex.endpoints());
    Load load =
        Load.of(1)
            .linesPerPost(100)
            .linesPerSecond(LINES_PER_SECOND / CHANNELS)
            .totalLines(LINES_PER_CHANNEL);
    List<String> tokens = new ArrayList<>();
    for (int c = 0; c < CHANNELS; c++) {
      tokens.add(api.channel("twenty-" + c, "app"));
      for (int d = 0; d < DRAINS_PER_CHANNEL; d++) {
        DrainReceiver receiver = DrainReceiver.start(loops);
        receivers.add(receiver);
        drainTokens.add(api.drain("twenty-" + c, receiver.url()).token());
      }
    }
    for (int c = 0; c < CHANNELS; c++) {
      sources.add(LogSource.start(logplex.endpoints().ingest(), tokens.get(c), c, load, loops));
    }
  }

  @AfterEach
  void stop() {
    sources.forEach(LogSource::close);
    receivers.forEach(DrainReceiver::close);
    if (logplex != null) {
      logplex.close();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void bad_drains_change_nothing_for_the_others_and_learn_exactly_what_they_missed()
      throws Exception {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> BAD.stream().allMatch(i -> ledger(i).unique() >= LINES_BEFORE_TROUBLE));
    receivers.get(HANGING).behave(Behaviour.HANG);
    receivers.get(FAILING).behave(Behaviour.answer(500));
    receivers.get(RESETTING).behave(Behaviour.RESET);
    long checkpoints = api.completedCheckpoints();

    for (LogSource source : sources) {
      source.awaitDone(Duration.ofSeconds(60));
      assertThat(source.troubles()).isEmpty();
    }
    await().atMost(PROMPT).untilAsserted(this::theHealthyHaveEverything);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.completedCheckpoints() >= checkpoints + 2);
    for (int bad : BAD) {
      assertThat(ledger(bad).unique()).isLessThan(LINES_PER_CHANNEL);
    }

    BAD.forEach(i -> receivers.get(i).behave(Behaviour.ACCEPT));
    await().atMost(RECOVERY).untilAsserted(() -> BAD.forEach(this::accountsForEveryLine));
    assertThat(ledger(HANGING).toldLost()).isPositive();
    assertThat(ledger(HANGING).lossNotices()).isPositive();

    assertThatTheTopicTellsTheSameLosses();
  }

  private Ledger ledger(int drain) {
    return receivers.get(drain).ledger();
  }

  private void theHealthyHaveEverything() {
    for (int i = 0; i < receivers.size(); i++) {
      if (!BAD.contains(i)) {
        assertThat(audit(i))
            .as("drain %d: %s", i, ledger(i))
            .isEqualTo(new Audit(LINES_PER_CHANNEL, LINES_PER_CHANNEL, 0, 0, 0, 0, 0, 0));
        isInOrder(i);
        assertThat(ledger(i).duplicates()).isZero();
        assertThat(receivers.get(i).mostConnections()).isEqualTo(1);
      }
    }
  }

  private void accountsForEveryLine(int drain) {
    Audit audit = audit(drain);
    assertThat(audit.missing())
        .as("drain %d: %s", drain, ledger(drain))
        .isEqualTo(audit.toldLost());
    assertThat(audit.received() + audit.toldLost()).isEqualTo(LINES_PER_CHANNEL);
    assertThat(ledger(drain).toldLostButReceived()).isZero();
    assertThat(ledger(drain).untold()).isZero();
    isInOrder(drain);
  }

  private void isInOrder(int drain) {
    assertThat(ledger(drain).faults()).isEmpty();
    assertThat(ledger(drain).outOfOrder()).isZero();
    assertThat(ledger(drain).duplicatesOutsideRepeats()).isZero();
  }

  private Audit audit(int drain) {
    return ledger(drain).audit(sources.get(drain / DRAINS_PER_CHANNEL).sent());
  }

  /** Looked up in the broker's own files, once the process has gone. */
  private void assertThatTheTopicTellsTheSameLosses() throws Exception {
    long checkpoints = api.completedCheckpoints();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.completedCheckpoints() >= checkpoints + 2);
    logplex.stop();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      Map<String, Long> lost =
          losses(kafka.bootstrapServers()).stream()
              .collect(Collectors.groupingBy(Loss::drain, Collectors.summingLong(Loss::count)));
      Map<String, Long> told =
          BAD.stream()
              .filter(i -> ledger(i).toldLost() > 0)
              .collect(Collectors.toMap(drainTokens::get, i -> ledger(i).toldLost()));
      assertThat(lost).isEqualTo(told);
    }
  }

  private static List<Loss> losses(String bootstrapServers) {
    List<Loss> losses = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(KafkaSettings.of(bootstrapServers).consumer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.LOSSES).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          losses.add(LossCodec.decode(record.value()));
        }
      }
    }
    return losses;
  }
}
