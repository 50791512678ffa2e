package dev.logplex.gateway.tail;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.TailBatchCodec;
import dev.logplex.kafka.TailInterestCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.TailInterest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's conversation with the job: says in {@link Topics#INTEREST} which channels are
 * tailed here, and hears their lines from {@link Topics#TAIL}. One thread reads all partitions from
 * their end. What is missed while Kafka is away shows as a gap in the numbers of the lines.
 */
final class TailTopic implements InterestSender, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TailTopic.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(TailThreads.named("gateway-tail-lease"));
  private final Producer<byte[], byte[]> producer;
  private final Thread reader = new Thread(this::read, "gateway-tail-hub");
  private final Object pause = new Object();
  private TailHub hub;
  private volatile boolean closed;
  private volatile KafkaConsumer<byte[], byte[]> consumer;

  TailTopic(KafkaSettings kafka) {
    this.kafka = kafka;
    Properties p = kafka.producer();
    // Without Kafka the answer is "not now": the lease is asked for again anyway.
    p.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, "100");
    p.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 << 10));
    p.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(4 << 20));
    this.producer = new KafkaProducer<>(p);
  }

  /** Starts to hand over to the hub what the job tells. Needs no Kafka yet. */
  void start(TailHub target) {
    this.hub = target;
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public CompletableFuture<Void> send(TailInterest interest) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      sender.execute(() -> send(interest, sent));
    } catch (RejectedExecutionException e) {
      sent.completeExceptionally(e);
    }
    return sent;
  }

  private void send(TailInterest interest, CompletableFuture<Void> sent) {
    try {
      producer.send(
          new ProducerRecord<>(
              Topics.INTEREST,
              interest.channel().getBytes(StandardCharsets.UTF_8),
              TailInterestCodec.encode(interest)),
          (metadata, failure) -> {
            if (failure == null) {
              sent.complete(null);
            } else {
              LOG.warn("a lease could not be asked for: {}", failure.toString());
              sent.completeExceptionally(failure);
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      sent.completeExceptionally(e);
    }
  }

  private void read() {
    while (!closed) {
      try (KafkaConsumer<byte[], byte[]> current = new KafkaConsumer<>(settings())) {
        consumer = current;
        if (assign(current)) {
          while (!closed) {
            current.poll(POLL).forEach(this::accept);
            hub.flush();
          }
        }
      } catch (WakeupException | InterruptException e) {
        LOG.debug("reading {} was interrupted", Topics.TAIL, e);
      } catch (RuntimeException e) {
        LOG.error("reading {} failed; trying again", Topics.TAIL, e);
      }
      rest();
    }
  }

  private boolean assign(KafkaConsumer<byte[], byte[]> current) {
    List<PartitionInfo> partitions = current.partitionsFor(Topics.TAIL);
    if (partitions == null || partitions.isEmpty()) {
      return false;
    }
    List<TopicPartition> all =
        partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
    current.assign(all);
    current.seekToEnd(all);
    // The end is looked up now, not when the first line has passed.
    all.forEach(current::position);
    return true;
  }

  private void accept(ConsumerRecord<byte[], byte[]> told) {
    String channelId = new String(told.key(), StandardCharsets.UTF_8);
    if (!hub.wants(channelId)) {
      return;
    }
    try {
      hub.accept(TailBatchCodec.decode(channelId, told.value()));
    } catch (IllegalArgumentException e) {
      LOG.error("what lies at {}-{} is no tail batch", told.partition(), told.offset(), e);
    }
  }

  private void rest() {
    synchronized (pause) {
      if (!closed) {
        try {
          pause.wait(1_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private Properties settings() {
    Properties p = kafka.consumer();
    p.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    p.setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(2 << 20));
    p.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "200");
    return p;
  }

  @Override
  public void close() {
    closed = true;
    synchronized (pause) {
      pause.notifyAll();
    }
    KafkaConsumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    sender.shutdown();
    producer.close(CLOSE);
    try {
      reader.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
