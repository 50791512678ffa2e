package dev.logplex.job.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.drain.DrainSettings;
import dev.logplex.job.JobConfig;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.ConfigKey;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under load: stopped with a savepoint and restored with one task, two, four, by another build, and
 * with one task again. Nobody answers for the broken drain until the end.
 */
class SavepointMatrixTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NOBODY = "http://127.0.0.1:9/";
  private static final String BROKEN = "d.11111111-1111-4111-8111-111111111111";
  private static final String SOUND = "d.22222222-2222-4222-8222-222222222222";
  private static final int BUFFER = 200;

  /** Lines at a time: the broken drain gets more than it may buffer, the sound one few. */
  private static final Map<String, Integer> LINES = Map.of("app-1", 14, "app-2", 1, "app-3", 7);

  private static final byte[] KEY = new byte[32];

  @TempDir Path directory;
  private final ConfigCodec codec = new ConfigCodec(new Sealer(KEY));
  private EmbeddedKafka kafka;
  private KafkaProducer<byte[], byte[]> producer;
  private DrainReceiver receiver;
  private SteadyLoad load;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(keyFile(), Base64.getEncoder().encodeToString(KEY));
    kafka = EmbeddedKafka.start(Files.createDirectories(directory.resolve("kafka")), 0);
    KafkaSettings settings = KafkaSettings.of(kafka.bootstrapServers());
    KafkaTopics.ensure(settings, TopicSettings.DEFAULT);
    producer = new KafkaProducer<>(settings.producer());
    receiver = new DrainReceiver();
    configure(1, NOBODY);
  }

  @AfterEach
  void stop() throws Exception {
    if (load != null) {
      load.close();
    }
    receiver.close();
    producer.close();
    kafka.close();
  }

  @Test
  void whatIsSavedUnderLoadGoesOnWithAnyNumberOfTasksAndInAnotherBuild() throws Exception {
    Path savepoint = null;
    for (int parallelism : new int[] {1, 2, 4}) {
      try (RunningJob job = RunningJob.start(config(), directory, savepoint, parallelism)) {
        if (load == null) {
          load = SteadyLoad.start(producer, LINES);
        }
        awaitProgress();
        savepoint = job.stop(directory.resolve("savepoints"));
        assertHistoriesAreWhole(savepoint, "parallelism " + parallelism);
      }
    }
    try (ChangedBuild job = ChangedBuild.start(config(), directory, savepoint, 2)) {
      awaitProgress();
      savepoint = job.stop();
      assertHistoriesAreWhole(savepoint, "changed build");
    }
    try (RunningJob job = RunningJob.start(config(), directory, savepoint, 1)) {
      awaitProgress();
      load.stop();
      await().atMost(LIMIT).until(() -> receiver.seen(SOUND).lines().last() == load.sent("app-2"));
      configure(2, receiver.url());
      await().atMost(LIMIT).until(() -> receiver.seen(BROKEN).lines().last() == load.sent("app-1"));
      assertBooksAreWhole();
      savepoint = job.stop(directory.resolve("savepoints"));
      Map<String, String> expected = new TreeMap<>();
      LINES.keySet().forEach(channel -> expected.put(channel, newest(load.sent(channel))));
      assertThat(Histories.of(savepoint, directory)).isEqualTo(expected);
    }
  }

  /** Sequence numbers and lines of each channel are the same numbers, in one run. */
  private void assertHistoriesAreWhole(Path savepoint, String step) throws Exception {
    Map<String, String> histories = Histories.of(savepoint, directory);
    assertThat(histories).as(step).hasSize(3);
    assertThat(histories.values())
        .as(step)
        .allMatch(history -> history.matches("from (\\d+): \\1-\\d+"));
  }

  /** Nothing was lost twice or forgotten: what was not told lost has arrived. */
  private void assertBooksAreWhole() {
    long last = load.sent("app-1");
    DrainReceiver.Seen broken = receiver.seen(BROKEN);
    DrainReceiver.Seen sound = receiver.seen(SOUND);
    assertThat(broken.lines().text()).isEqualTo((broken.lost() + 1) + "-" + last);
    assertThat(broken.lost()).isPositive();
    assertThat(broken.lines().count()).isBetween(1L, (long) BUFFER);
    assertThat(broken.lastSeq()).isEqualTo(last);
    // On a busy machine it may answer too late for some, and is told so; none come twice or never.
    assertThat(sound.lost() + sound.lines().distinct().count()).isEqualTo(load.sent("app-2"));
    assertThat(sound.lastSeq()).isEqualTo(load.sent("app-2"));
  }

  private static String newest(long last) {
    long first = Math.max(1, last - 1_499);
    return "from " + first + ": " + first + "-" + last;
  }

  /** Until some lines more have come through. */
  private void awaitProgress() {
    long enough = load.sent("app-2") + 30;
    await().atMost(LIMIT).until(() -> receiver.seen(SOUND).lines().last() >= enough);
  }

  private JobConfig config() {
    return config(kafka.bootstrapServers(), keyFile().toString());
  }

  static JobConfig config(String bootstrapServers, String keyFile) {
    return new JobConfig(
        "matrix",
        KafkaSettings.of(bootstrapServers),
        keyFile,
        JobConfig.History.DEFAULT,
        // Without warnings: they are lines of the channel, too, and have numbers.
        new DrainSettings(
            new DrainSettings.Buffers(BUFFER, 1 << 20, 16 << 20),
            DrainSettings.Times.DEFAULT,
            DrainSettings.Reach.PRIVATE_TOO,
            DrainSettings.DEFAULT.network(),
            false));
  }

  private Path keyFile() {
    return directory.resolve("secret.key");
  }

  private void configure(long version, String broken) {
    send("app-1", version, new Drain(1, BROKEN, broken, DrainOptions.DEFAULT));
    send("app-2", version, new Drain(2, SOUND, receiver.url(), DrainOptions.DEFAULT));
    send("app-3", version);
    producer.flush();
  }

  private void send(String id, long version, Drain... drains) {
    Channel channel =
        new Channel(id, null, 1, version, ChannelFlags.NONE, List.of(), List.of(drains));
    producer.send(
        new ProducerRecord<>(
            Topics.CONFIG,
            ConfigKey.channel(id).toString().getBytes(StandardCharsets.UTF_8),
            codec.encode(channel)));
  }
}
