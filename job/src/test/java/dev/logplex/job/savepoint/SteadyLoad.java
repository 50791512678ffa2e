package dev.logplex.job.savepoint;

import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.LogBatch;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends channels the lines {@code line 1}, {@code line 2} …, so many every 35 ms. */
final class SteadyLoad implements AutoCloseable {

  private static final long PAUSE_MILLIS = 35;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Integer> channels;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Long> sent = new ConcurrentHashMap<>();

  private SteadyLoad(KafkaProducer<byte[], byte[]> producer, Map<String, Integer> channels) {
    this.producer = producer;
    this.channels = channels;
  }

  /**
   * @param channels how many lines each gets at a time
   */
  static SteadyLoad start(KafkaProducer<byte[], byte[]> producer, Map<String, Integer> channels) {
    SteadyLoad load = new SteadyLoad(producer, channels);
    load.clock.scheduleWithFixedDelay(load::send, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    return load;
  }

  /** Lines that a channel was sent. */
  long sent(String channel) {
    return sent.getOrDefault(channel, 0L);
  }

  /** Sends no more; all that was sent is in Kafka. */
  void stop() throws InterruptedException {
    clock.shutdown();
    if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the load does not end");
    }
    producer.flush();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void send() {
    channels.forEach(this::send);
  }

  private void send(String channel, int lines) {
    long before = sent(channel);
    StringBuilder frames = new StringBuilder();
    for (long n = before + 1; n <= before + lines; n++) {
      String message = "<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - line " + n + "\n";
      frames.append(message.length()).append(' ').append(message);
    }
    LogBatch batch =
        new LogBatch(
            channel,
            1,
            System.currentTimeMillis(),
            lines,
            frames.toString().getBytes(StandardCharsets.US_ASCII));
    producer.send(
        new ProducerRecord<>(
            Topics.LOGS, channel.getBytes(StandardCharsets.US_ASCII), LogBatchCodec.encode(batch)));
    sent.put(channel, before + lines);
  }
}
