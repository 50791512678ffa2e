package dev.logplex.gateway.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.frame.Frames;
import dev.logplex.gateway.MemoryConfigStore;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.ingest.KafkaBatchPublisher;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyslogOnKafkaTest {

  private static final int LINES = 4_000;

  @TempDir private Path directory;
  private final MemoryConfigStore config = new MemoryConfigStore();
  private final CountedMetrics metrics = new CountedMetrics();

  @Test
  void linesSentWhileKafkaIsAwayFollowInOrderWhenItIsBack() throws Exception {
    config.execute(new ConfigCommand.PutChannel("app-1", List.of("app"), null)).join();
    EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
    try {
      KafkaSettings settings = KafkaSettings.of(kafka.bootstrapServers());
      KafkaTopics.ensure(settings, TopicSettings.DEFAULT);
      try (KafkaBatchPublisher publisher = new KafkaBatchPublisher(settings);
          SyslogServer server =
              SyslogServer.start(
                  "127.0.0.1", SyslogSettings.listening(0, null), config, publisher, metrics);
          Socket socket =
              new Socket(InetAddress.getLoopbackAddress(), server.port().orElseThrow());
          OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
        send(out, 0, LINES);
        awaitAccepted(LINES);
        int port = Integer.parseInt(settings.bootstrapServers().replaceAll(".*:", ""));
        kafka.close();
        send(out, LINES, 2 * LINES);
        await().atMost(Duration.ofSeconds(30)).until(() -> metrics.count("retried") > 0);
        kafka = EmbeddedKafka.start(directory, port);
        send(out, 2 * LINES, 3 * LINES);
        awaitAccepted(3 * LINES);
      }
      assertThat(stored(settings))
          .containsExactlyElementsOf(
              IntStream.range(0, 3 * LINES).mapToObj(SyslogOnKafkaTest::content).toList());
    } finally {
      kafka.close();
    }
  }

  private void awaitAccepted(int lines) {
    await().atMost(Duration.ofSeconds(60)).until(() -> metrics.accepted() == lines);
  }

  private void send(OutputStream out, int from, int to) throws Exception {
    String token = config.channel("app-1").orElseThrow().tokens().get(0).id();
    for (int i = from; i < to; i++) {
      out.write(
          Rig.counted("<190>1 t h " + token + " p - - " + content(i))
              .getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }

  private static String content(int i) {
    return "line " + i;
  }

  /** Contents in the order of their first appearance: what is tried again may be stored twice. */
  private static Set<String> stored(KafkaSettings settings) {
    Set<String> contents = new LinkedHashSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.LOGS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> next : consumer.poll(Duration.ofMillis(500))) {
                  addContents(LogBatchCodec.decode("app-1", next.value()).frames(), contents);
                }
                return contents.size() >= 3 * LINES;
              });
    }
    return contents;
  }

  private static void addContents(byte[] frames, Set<String> contents) {
    for (int at = 0, end; at < frames.length; at = end) {
      end = Frames.end(frames, at);
      String frame = new String(frames, at, end - at, StandardCharsets.UTF_8);
      contents.add(frame.substring(frame.indexOf(" - ") + 3).strip());
    }
  }
}
