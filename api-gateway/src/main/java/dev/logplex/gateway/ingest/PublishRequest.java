package dev.logplex.gateway.ingest;

import dev.logplex.kafka.LogBatchCodec;
import dev.logplex.kafka.Topics;
import dev.logplex.model.LogBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records of one request and what became of them. */
final class PublishRequest {

  private final List<ProducerRecord<byte[], byte[]>> records;
  private final long octets;
  private final long createdNanos;
  private final AtomicInteger unacknowledged;
  private final CompletableFuture<Void> result = new CompletableFuture<>();

  PublishRequest(List<LogBatch> batches, String dedupeId, long createdNanos) {
    this.records = new ArrayList<>(batches.size());
    this.createdNanos = createdNanos;
    this.unacknowledged = new AtomicInteger(batches.size());
    Map<String, Integer> parts = new HashMap<>();
    long sum = 0;
    for (LogBatch batch : batches) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(Topics.LOGS, utf8(batch.channel()), LogBatchCodec.encode(batch));
      if (dedupeId != null) {
        int part = parts.merge(batch.channel(), 1, Integer::sum);
        record
            .headers()
            .add(Topics.DEDUPE_HEADER, utf8(part == 1 ? dedupeId : dedupeId + "#" + part));
      }
      sum += record.value().length;
      records.add(record);
    }
    this.octets = sum;
  }

  List<ProducerRecord<byte[], byte[]>> records() {
    return records;
  }

  long octets() {
    return octets;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - createdNanos;
  }

  CompletableFuture<Void> result() {
    return result;
  }

  /** Takes the producer's answer for one record; called once for each. */
  void answered(Exception error) {
    if (error != null) {
      fail("Kafka did not acknowledge the lines: " + error.getMessage(), error);
    } else if (unacknowledged.decrementAndGet() == 0) {
      result.complete(null);
    }
  }

  void fail(String message, Throwable cause) {
    result.completeExceptionally(new PublishException(message, cause));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
