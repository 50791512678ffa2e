package dev.logplex.bench;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.testkit.Ledger;
import dev.logplex.testkit.LineBlock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** One measurement of producer, broker and consumer in this JVM, with the product's settings. */
final class KafkaBaselineRun implements AutoCloseable {

  private static final String TOPIC = "baseline";
  private static final String HEAD = "<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - ";
  private static final int BODIES = 4;

  private final KafkaBaseline options;
  private final String servers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2,
          work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
          });
  private final Ledger ledger = new Ledger();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean sending = true;
  private volatile boolean reading = true;

  KafkaBaselineRun(KafkaBaseline options, String servers) throws Exception {
    this.options = options;
    this.servers = servers;
    try (Admin admin = Admin.create(KafkaSettings.of(servers).admin())) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, options.partitions, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    producer = new KafkaProducer<>(KafkaSettings.of(servers).producer());
  }

  /** Prints the figures; false if a line was lost, repeated or changed. */
  boolean measure(Conditions conditions) throws Exception {
    Future<?> consumer = threads.submit(this::consume);
    Future<?> source = threads.submit(this::produce);
    TimeUnit.SECONDS.sleep(options.warmUp);
    ledger.takeLatency();
    ProcessSample before = ProcessSample.of(ProcessHandle.current().pid());
    long acknowledgedBefore = acknowledged.get();
    long receivedBefore = ledger.lines();
    long start = System.nanoTime();

    TimeUnit.SECONDS.sleep(options.duration);
    double seconds = (System.nanoTime() - start) / 1e9;
    long sent = acknowledged.get() - acknowledgedBefore;
    long received = ledger.lines() - receivedBefore;
    ProcessSample after = ProcessSample.of(ProcessHandle.current().pid());
    Latencies latency = Latencies.of(ledger.takeLatency());

    sending = false;
    source.get(30, TimeUnit.SECONDS);
    producer.flush();
    reading = false;
    consumer.get(60, TimeUnit.SECONDS);
    return report(conditions, seconds, sent, received, latency, before, after);
  }

  private boolean report(
      Conditions conditions,
      double seconds,
      long sent,
      long received,
      Latencies latency,
      ProcessSample before,
      ProcessSample after) {
    boolean complete =
        failure.get() == null
            && ledger.unique() == acknowledged.get()
            && ledger.duplicates() == 0
            && ledger.outOfOrder() == 0
            && ledger.faults().isEmpty();
    System.out.printf("%n%s%n%n", conditions);
    System.out.printf(
        "Batches of %d lines of %d octets, %d in flight, %d partitions; %.1f s measured after %d s"
            + " of warm-up.%n%n",
        options.linesPerBatch,
        options.lineOctets,
        options.inFlight,
        options.partitions,
        seconds,
        options.warmUp);
    System.out.printf("| | |%n|---|---|%n");
    System.out.printf("| acknowledged | %,.0f lines/s |%n", sent / seconds);
    System.out.printf("| consumed | %,.0f lines/s |%n", received / seconds);
    System.out.printf("| producer to consumer, each line | %s |%n", latency);
    System.out.printf(
        "| books | acknowledged %,d, received %,d, failure %s, %s |%n",
        acknowledged.get(), ledger.unique(), failure.get(), complete ? "complete" : ledger);
    System.out.println(
        new CpuTable("producer, broker, consumer", before, after, sent, seconds).text());
    return complete;
  }

  /** One thread; each partition is a timeline, so that the order can be checked. */
  private void produce() {
    Thread.currentThread().setName("bench-source");
    LineBlock[][] bodies = new LineBlock[options.partitions][BODIES];
    for (int p = 0; p < options.partitions; p++) {
      Random random = new Random(p);
      for (int i = 0; i < BODIES; i++) {
        bodies[p][i] =
            LineBlock.render(HEAD, p, options.linesPerBatch, options.lineOctets, '\n', random);
      }
    }
    Semaphore inFlight = new Semaphore(options.inFlight);
    long pause =
        options.rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * options.linesPerBatch / options.rate;
    long next = System.nanoTime();
    for (long batch = 0; sending; batch++) {
      int partition = (int) (batch % options.partitions);
      long turn = batch / options.partitions;
      while (pause > 0 && System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      next += pause;
      inFlight.acquireUninterruptibly();
      LineBlock body = bodies[partition][(int) (turn % BODIES)];
      body.stamp(turn * options.linesPerBatch);
      // The producer copies the octets before it returns, so that the block can be used again.
      producer.send(
          new ProducerRecord<>(TOPIC, partition, null, body.octets()),
          (metadata, exception) -> {
            if (exception == null) {
              acknowledged.addAndGet(options.linesPerBatch);
            } else {
              failure.compareAndSet(null, exception);
            }
            inFlight.release();
          });
    }
  }

  private void consume() {
    Thread.currentThread().setName("bench-sink");
    Properties settings = KafkaSettings.of(servers).consumer();
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      consumer.assign(
          IntStream.range(0, options.partitions)
              .mapToObj(p -> new TopicPartition(TOPIC, p))
              .toList());
      while (reading || ledger.unique() < acknowledged.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          ledger.accept(record.value(), record.value().length);
        }
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    producer.close(Duration.ofSeconds(5));
  }
}
