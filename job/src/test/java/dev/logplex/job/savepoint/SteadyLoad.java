package dev.logplex.job.savepoint;

import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.LogBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends each channel the lines {@code line 1}, {@code line 2} …, seven every 35 ms. */
final class SteadyLoad implements AutoCloseable {

  private static final int LINES = 7;
  private static final long PAUSE_MILLIS = 35;

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<String> channels;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private volatile long sent;

  private SteadyLoad(KafkaProducer<byte[], byte[]> producer, List<String> channels) {
    this.producer = producer;
    this.channels = channels;
  }

  static SteadyLoad start(KafkaProducer<byte[], byte[]> producer, List<String> channels) {
    SteadyLoad load = new SteadyLoad(producer, channels);
    load.clock.scheduleWithFixedDelay(load::send, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    return load;
  }

  /** Lines that each channel was sent. */
  long sent() {
    return sent;
  }

  /** Sends no more; all that was sent is in Kafka. */
  long stop() throws InterruptedException {
    clock.shutdown();
    if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the load does not end");
    }
    producer.flush();
    return sent;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void send() {
    StringBuilder frames = new StringBuilder();
    for (long n = sent + 1; n <= sent + LINES; n++) {
      String message = "<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - line " + n + "\n";
      frames.append(message.length()).append(' ').append(message);
    }
    for (String channel : channels) {
      LogBatch batch =
          new LogBatch(
              channel,
              1,
              System.currentTimeMillis(),
              LINES,
              frames.toString().getBytes(StandardCharsets.US_ASCII));
      producer.send(
          new ProducerRecord<>(
              Topics.LOGS,
              channel.getBytes(StandardCharsets.US_ASCII),
              LogBatchCodec.encode(batch)));
    }
    sent += LINES;
  }
}
