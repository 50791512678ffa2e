package dev.logplex.gateway.replay;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.Channel;
import dev.logplex.model.LogBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a channel's partition of {@link Topics#LOGS}, with a consumer for each reading. */
public final class KafkaAcceptedLines implements AcceptedLines {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaAcceptedLines.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /**
   * A record is written after its lines were accepted, at most so much later; and the clocks of
   * gateways may differ.
   */
  private static final Duration LATEST = Duration.ofMinutes(2);

  /** Within this time the same id means the same lines, as in the job. */
  private static final long REPEAT_MILLIS = Duration.ofMinutes(10).toMillis();

  private static final int IDS = 10_000;

  private final KafkaSettings kafka;

  public KafkaAcceptedLines(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public void read(Channel channel, Instant since, Instant until, Visitor visitor)
      throws IOException, InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
      TopicPartition partition = partition(consumer, channel.id());
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long first = offset(consumer, partition, since, end);
      long last = Math.min(end, offset(consumer, partition, until.plus(LATEST), end));
      consumer.seek(partition, first);
      Reading reading = new Reading(channel, since.toEpochMilli(), until.toEpochMilli(), visitor);
      long heard = System.nanoTime();
      while (consumer.position(partition) < last) {
        var records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
          reading.take(record);
        }
        if (!records.isEmpty()) {
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
          throw new IOException("Kafka does not answer");
        }
      }
    } catch (InterruptException e) {
      Thread.interrupted(); // It was set again; the exception says the same.
      throw interrupted(e);
    } catch (KafkaException e) {
      LOG.warn("lines of channel {} cannot be read again", channel.id(), e);
      throw new IOException("Kafka cannot be read", e);
    }
  }

  private static InterruptedException interrupted(InterruptException cause) {
    InterruptedException e = new InterruptedException(cause.getMessage());
    e.initCause(cause);
    return e;
  }

  private static TopicPartition partition(KafkaConsumer<byte[], byte[]> consumer, String channel) {
    int count = consumer.partitionsFor(Topics.LOGS).size();
    // As Kafka's producer places a record with a key.
    int hash = Utils.murmur2(channel.getBytes(StandardCharsets.UTF_8));
    return new TopicPartition(Topics.LOGS, Utils.toPositive(hash) % count);
  }

  private static long offset(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Instant time, long end) {
    OffsetAndTimestamp found =
        consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition);
    return found == null ? end : found.offset();
  }

  /** Little at once: whoever is shown lines may take his time. */
  private Properties settings() {
    Properties p = kafka.consumer();
    p.setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(4 << 20));
    p.setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(2 << 20));
    p.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "100");
    return p;
  }

  /** Picks the records that are wanted. */
  private static final class Reading {
    private final Channel channel;
    private final byte[] key;
    private final long since;
    private final long until;
    private final Visitor visitor;
    private final Map<String, Long> seen =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > IDS;
          }
        };

    Reading(Channel channel, long since, long until, Visitor visitor) {
      this.channel = channel;
      this.key = channel.id().getBytes(StandardCharsets.UTF_8);
      this.since = since;
      this.until = until;
      this.visitor = visitor;
    }

    void take(ConsumerRecord<byte[], byte[]> record) throws IOException, InterruptedException {
      if (!Arrays.equals(record.key(), key) || record.value() == null) {
        return;
      }
      LogBatch batch;
      try {
        batch = LogBatchCodec.decode(channel.id(), record.value());
      } catch (IllegalArgumentException e) {
        LOG.warn("what lies at {} {} is no batch", record.partition(), record.offset(), e);
        return;
      }
      boolean inTime = batch.receivedAt() >= since && batch.receivedAt() < until;
      boolean ofThisLife =
          batch.configVersion() == LogBatch.UNVERSIONED
              || batch.configVersion() >= channel.incarnation();
      if (inTime && ofThisLife && !repeated(record, batch.receivedAt())) {
        visitor.batch(batch);
      }
    }

    private boolean repeated(ConsumerRecord<byte[], byte[]> record, long at) {
      Header header = record.headers().lastHeader(Topics.DEDUPE_HEADER);
      if (header == null) {
        return false;
      }
      String id = new String(header.value(), StandardCharsets.UTF_8);
      Long first = seen.get(id);
      if (first != null && Math.abs(at - first) <= REPEAT_MILLIS) {
        return true;
      }
      seen.put(id, at);
      return false;
    }
  }
}
