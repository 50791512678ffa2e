package dev.logplex.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.Channel;
import dev.logplex.model.LogBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAcceptedLinesTest {

  private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;
  private static final Channel CHANNEL = Channel.create("app-1", 50);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static KafkaProducer<byte[], byte[]> producer;
  private static KafkaAcceptedLines lines;
  private static Instant noon;

  @BeforeAll
  static void fill() {
    kafka = EmbeddedKafka.start(directory, 0);
    KafkaSettings settings = KafkaSettings.of(kafka.bootstrapServers());
    KafkaTopics.ensure(settings, TopicSettings.DEFAULT);
    lines = new KafkaAcceptedLines(settings);
    producer = new KafkaProducer<>(settings.producer());
    long now = System.currentTimeMillis();
    // Times as of today, or the broker's retention takes them.
    long shift = now - 5 * HOUR - NOON;
    send(shift + NOON - 1, 100, "too early", null);
    send(shift + NOON, 100, "first", "id-1");
    send(shift + NOON, 49, "of the channel that had the id before", null);
    send(shift + NOON + 5, 0, "of the job", null);
    send(shift + NOON + 6, 100, "first", "id-1");
    producer.send(record(shift + NOON + 7, "app-1", new byte[] {9}));
    for (int i = 0; i < 50; i++) {
      producer.send(
          record(shift + NOON + 8, "app-" + (2 + i), encode("app-" + (2 + i), 0, 100, "other")));
    }
    // Written long after it was accepted, behind lines that are too late.
    send(shift + NOON + HOUR, 100, "too late", null);
    producer.send(
        record(
            shift + NOON + HOUR + 60_000,
            "app-1",
            encode("app-1", shift + NOON + HOUR - 1, 100, "last")));
    send(shift + NOON + 11 * 60_000 + HOUR, 100, "later", "id-1");
    producer.flush();
    noon = Instant.ofEpochMilli(shift + NOON);
  }

  @AfterAll
  static void stop() {
    producer.close();
    kafka.close();
  }

  @Test
  void whatWasAcceptedInTimeComesOnceAndInOrder() throws Exception {
    assertThat(read(noon, noon.plusMillis(HOUR))).containsExactly("first", "of the job", "last");
  }

  @Test
  void whereNothingIsThereIsNothing() throws Exception {
    assertThat(read(noon.minusSeconds(600), noon.minusSeconds(300))).isEmpty();
    assertThat(read(Instant.now(), Instant.now().plusSeconds(1))).isEmpty();
  }

  @Test
  void whoIsInterruptedStops() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread reader =
        new Thread(
            () -> {
              try {
                lines.read(
                    CHANNEL,
                    noon,
                    noon.plusMillis(HOUR),
                    batch -> {
                      reading.countDown();
                      new CountDownLatch(1).await();
                    });
              } catch (InterruptedException e) {
                stopped.countDown();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    reader.start();
    assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
    reader.interrupt();
    assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatTheVisitorThrowsEndsTheReading() {
    assertThatThrownBy(
            () ->
                lines.read(
                    CHANNEL,
                    noon,
                    noon.plusMillis(HOUR),
                    batch -> {
                      throw new IOException("no more");
                    }))
        .hasMessage("no more");
  }

  private static List<String> read(Instant since, Instant until) throws Exception {
    List<String> texts = new ArrayList<>();
    lines.read(
        CHANNEL,
        since,
        until,
        batch -> texts.add(new String(batch.frames(), StandardCharsets.UTF_8)));
    return texts;
  }

  private static void send(long at, long version, String text, String id) {
    ProducerRecord<byte[], byte[]> record = record(at, "app-1", encode("app-1", at, version, text));
    if (id != null) {
      record.headers().add(Topics.DEDUPE_HEADER, octets(id));
    }
    producer.send(record);
  }

  private static byte[] encode(String channel, long at, long version, String text) {
    return LogBatchCodec.encode(new LogBatch(channel, version, at, 1, octets(text)));
  }

  private static ProducerRecord<byte[], byte[]> record(long at, String channel, byte[] value) {
    return new ProducerRecord<>(Topics.LOGS, null, at, octets(channel), value);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
