package dev.logplex.job.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.drain.DrainSettings;
import dev.logplex.job.JobConfig;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.ConfigKey;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.LogBatch;
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
import org.apache.kafka.common.PartitionInfo;

/**
 * Channels and drains that are saved once, and looked at from outside whenever they are restored.
 *
 * <p>{@code app-1} has 150 lines and a drain that nobody answers for, whose buffer held 50; {@code
 * app-2} one that wants half of its 20 lines; {@code app-3} 70 lines and no drain; {@code app-4}
 * was deleted.
 */
final class SavedScenario implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** More records than the scenario has in any partition. */
  private static final int PASSED = 50;

  private static final String NOBODY = "http://127.0.0.1:9/";
  private static final String FIRST = "d.11111111-1111-4111-8111-111111111111";
  private static final String SECOND = "d.22222222-2222-4222-8222-222222222222";
  private static final Map<String, Integer> LINES =
      new TreeMap<>(Map.of("app-1", 150, "app-2", 20, "app-3", 70));

  /** Seals the drains of the scenario and nothing else. */
  private static final byte[] KEY = new byte[32];

  private final Path directory;
  private final EmbeddedKafka kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ConfigCodec codec = new ConfigCodec(new Sealer(KEY));

  SavedScenario(Path directory) throws Exception {
    this.directory = directory;
    Files.createDirectories(directory);
    Files.writeString(keyFile(), Base64.getEncoder().encodeToString(KEY));
    kafka = EmbeddedKafka.start(Files.createDirectories(directory.resolve("kafka")), 0);
    KafkaSettings settings = KafkaSettings.of(kafka.bootstrapServers());
    KafkaTopics.ensure(settings, TopicSettings.DEFAULT);
    producer = new KafkaProducer<>(settings.producer());
  }

  /** Plays the scenario and stops it with a savepoint. */
  Path save() throws Exception {
    DrainSettings small =
        DrainSettings.DEFAULT
            .with(DrainSettings.Reach.PRIVATE_TOO)
            .with(new DrainSettings.Buffers(50, 64 << 10, 1 << 20));
    try (RunningJob job = RunningJob.start(config(small), directory, null, 2)) {
      configure(1, NOBODY);
      producer.send(config(Channel.create("app-4", 1)));
      LINES.forEach((channel, lines) -> send(channel, 1, 1, lines));
      send("app-4", 1, 1, 3);
      producer.send(new ProducerRecord<>(Topics.CONFIG, key("app-4"), codec.encodeDeletion(2)));
      producer.flush();
      await()
          .atMost(LIMIT)
          .ignoreExceptions() // Of tasks that do not run yet.
          .untilAsserted(
              () ->
                  assertThat(saved(job.savepoint(directory.resolve("meanwhile"))))
                      .isEqualTo(histories(0)));
      return job.stop(directory.resolve("saved"));
    }
  }

  /**
   * Restores a savepoint, lets the drains' receiver answer, sends each channel one more line, and
   * tells what was seen of it.
   */
  ObjectNode restore(Path savepoint, int parallelism) throws Exception {
    ObjectNode seen = new ObjectMapper().createObjectNode();
    DrainSettings usual = DrainSettings.DEFAULT.with(DrainSettings.Reach.PRIVATE_TOO);
    show(seen.putObject("saved"), saved(savepoint));
    reachSavedOffsets();
    try (DrainReceiver receiver = new DrainReceiver();
        RunningJob job = RunningJob.start(config(usual), directory, savepoint, parallelism)) {
      configure(10, receiver.url());
      LINES.forEach((channel, lines) -> send(channel, 10, lines + 1, lines + 1));
      producer.flush();
      ObjectNode drains = seen.putObject("drains");
      for (String token : List.of(FIRST, SECOND)) {
        long last = token.equals(FIRST) ? 151 : 21;
        await().atMost(LIMIT).until(() -> receiver.seen(token).lines().last() == last);
        DrainReceiver.Seen drain = receiver.seen(token);
        drains
            .putObject(token)
            .put("lost", drain.lost())
            .put("lines", drain.lines().text())
            .put("lastSeq", drain.lastSeq());
      }
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(
              () -> saved(job.savepoint(directory.resolve("again"))).get("app-3"),
              lines -> lines.endsWith("-71"));
      show(seen.putObject("oneLineLater"), saved(job.stop(directory.resolve("again"))));
    }
    return seen;
  }

  /** Kafka begins anew here; the job goes on from offsets that it must have passed. */
  private void reachSavedOffsets() {
    for (String topic : List.of(Topics.LOGS, Topics.CONFIG)) {
      for (PartitionInfo partition : producer.partitionsFor(topic)) {
        for (int i = 0; i < PASSED; i++) {
          // What the job leaves out.
          producer.send(
              new ProducerRecord<>(topic, partition.partition(), octets("none"), new byte[0]));
        }
      }
    }
    producer.flush();
  }

  /** Whether each line that the first drain was routed was told or delivered. */
  static void requireWholeBooks(ObjectNode seen) {
    var first = seen.at("/drains/" + FIRST);
    long delivered = 0;
    for (String run : first.get("lines").asText().split(" ")) {
      String[] ends = run.split("-");
      delivered += Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1;
    }
    assertThat(first.get("lost").asLong()).isBetween(100L, 149L);
    assertThat(first.get("lost").asLong() + delivered).isEqualTo(151);
  }

  @Override
  public void close() {
    producer.close();
    kafka.close();
  }

  private JobConfig config(DrainSettings drains) {
    return new JobConfig(
        "savepoint",
        KafkaSettings.of(kafka.bootstrapServers()),
        keyFile().toString(),
        // A savepoint of years ago is not to lose its history because nobody wrote since.
        new JobConfig.History(1_500, 4 << 20, Duration.ofDays(3_650)),
        drains);
  }

  private Path keyFile() {
    return directory.resolve("secret.key");
  }

  private void configure(long version, String url) {
    DrainOptions ofApp =
        new DrainOptions(
            List.of("app"),
            List.of(),
            7,
            false,
            Map.of(),
            DrainOptions.Format.LOGPLEX,
            DrainOptions.DEFAULT_BATCH_BYTES,
            null);
    producer.send(
        config(channel("app-1", version, new Drain(1, FIRST, url, DrainOptions.DEFAULT))));
    producer.send(config(channel("app-2", version, new Drain(2, SECOND, url, ofApp))));
    producer.send(config(channel("app-3", version)));
  }

  private static Channel channel(String id, long version, Drain... drains) {
    return new Channel(id, null, 1, version, ChannelFlags.NONE, List.of(), List.of(drains));
  }

  private ProducerRecord<byte[], byte[]> config(Channel channel) {
    return new ProducerRecord<>(Topics.CONFIG, key(channel.id()), codec.encode(channel));
  }

  private static byte[] key(String channel) {
    return octets(ConfigKey.channel(channel).toString());
  }

  /** In batches of seven; odd lines are of the source {@code app}. */
  private void send(String channel, long version, int first, int last) {
    for (int from = first; from <= last; from += 7) {
      StringBuilder frames = new StringBuilder();
      int to = Math.min(last, from + 6);
      for (int n = from; n <= to; n++) {
        String source = n % 2 == 1 ? "app" : "heroku";
        String message =
            "<190>1 2026-03-01T08:15:30.000123+00:00 host " + source + " web.1 - line " + n + "\n";
        frames.append(message.length()).append(' ').append(message);
      }
      LogBatch batch =
          new LogBatch(
              channel,
              version,
              System.currentTimeMillis(),
              to - from + 1,
              octets(frames.toString()));
      producer.send(
          new ProducerRecord<>(Topics.LOGS, octets(channel), LogBatchCodec.encode(batch)));
    }
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void show(ObjectNode node, Map<String, String> histories) {
    histories.forEach(node::put);
  }

  /** What the histories are to be. */
  private static Map<String, String> histories(int more) {
    Map<String, String> all = new TreeMap<>();
    LINES.forEach((channel, lines) -> all.put(channel, "from 1: 1-" + (lines + more)));
    return all;
  }

  private Map<String, String> saved(Path savepoint) throws Exception {
    return Histories.of(savepoint, directory);
  }
}
