package dev.logplex.gateway.ingest;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.model.LogBatch;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes batches to {@link Topics#LOGS} with {@code acks=all} through one idempotent producer, so
 * that batches of one channel stay in the order in which they were handed over.
 *
 * <p>The producer's {@code send} blocks while its buffer is full or its metadata is missing. One
 * thread of this class takes that wait; callers only append to a queue, bounded in octets. A
 * request that waited there for 4 s fails unsent, so the fate of each is known after at most that,
 * one blocked {@code send} (4 s) and the delivery timeout (10 s). Results complete on a thread of
 * the producer: what is chained to them must not block.
 */
public final class KafkaBatchPublisher implements BatchPublisher {

  private static final long PRODUCER_OCTETS = 64L << 20;
  private static final long QUEUE_OCTETS = 64L << 20;
  private static final long QUEUE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final LinkedBlockingQueue<PublishRequest> queue = new LinkedBlockingQueue<>();
  private final AtomicLong queuedOctets = new AtomicLong();
  private final PublishRequest end = new PublishRequest(List.of(), null, 0);
  private final Thread sender;
  private volatile boolean closed;

  /** Starts sending to this Kafka, whose topics exist. */
  public KafkaBatchPublisher(KafkaSettings kafka) {
    Properties settings = kafka.producer();
    settings.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(PRODUCER_OCTETS));
    settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "logplex-ingest");
    this.producer = new KafkaProducer<>(settings);
    this.sender = new Thread(this::sendAll, "logplex-publisher");
    sender.setDaemon(true);
    sender.start();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Fails with {@link PublishException}.
   */
  @Override
  public CompletableFuture<Void> publish(List<LogBatch> batches, String dedupeId) {
    if (batches.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    PublishRequest request = new PublishRequest(batches, dedupeId, System.nanoTime());
    if (queuedOctets.addAndGet(request.octets()) > QUEUE_OCTETS) {
      queuedOctets.addAndGet(-request.octets());
      request.fail("too many lines wait for Kafka", null);
      return request.result();
    }
    queue.add(request);
    if (closed && !sender.isAlive()) {
      failQueued();
    }
    return request.result();
  }

  /** Sends what is queued and waits up to 5 s for its acknowledgement; fails what is left. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    queue.add(end);
    try {
      sender.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_LIMIT);
    sender.interrupt();
    failQueued();
  }

  private void sendAll() {
    try {
      for (PublishRequest next = queue.take(); next != end; next = queue.take()) {
        queuedOctets.addAndGet(-next.octets());
        send(next);
      }
    } catch (InterruptedException e) {
      failQueued();
    }
  }

  private void send(PublishRequest request) {
    if (request.ageNanos(System.nanoTime()) > QUEUE_LIMIT_NANOS) {
      request.fail("Kafka takes lines too slowly", null);
      return;
    }
    for (ProducerRecord<byte[], byte[]> record : request.records()) {
      if (request.result().isCompletedExceptionally()) {
        return;
      }
      try {
        producer.send(record, (metadata, error) -> request.answered(error));
      } catch (KafkaException | IllegalStateException e) {
        request.answered(e);
      }
    }
  }

  private void failQueued() {
    for (PublishRequest left = queue.poll(); left != null; left = queue.poll()) {
      queuedOctets.addAndGet(-left.octets());
      left.fail("the gateway is stopping", null);
    }
  }
}
