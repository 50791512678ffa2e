package dev.logplex.gateway.config;

import dev.logplex.gateway.config.CommitException.Outcome;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes transactions to one partition of the configuration topic, fencing earlier writers. */
final class PartitionProducer implements AutoCloseable {

  private final int partition;
  private final Producer<byte[], byte[]> producer;

  /**
   * Ends what earlier writers of the partition left open and locks them out.
   *
   * @throws KafkaException if that is not possible now
   */
  PartitionProducer(KafkaSettings kafka, int partition) {
    this.partition = partition;
    Properties settings = kafka.transactionalProducer(Topics.CONFIG + "-" + partition);
    this.producer = new KafkaProducer<>(settings);
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Writes all entries or none.
   *
   * @return the offset behind the last of them
   */
  long commit(List<ConfigDraft.Entry> entries) throws CommitException, InterruptedException {
    long next = write(entries);
    try {
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw new CommitException(Outcome.UNKNOWN, e);
    }
    return next;
  }

  /** Returns at once; an unfinished transaction is ended by the next writer or by its timeout. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  private long write(List<ConfigDraft.Entry> entries) throws CommitException, InterruptedException {
    try {
      producer.beginTransaction();
      List<Future<RecordMetadata>> written = new ArrayList<>(entries.size());
      for (ConfigDraft.Entry entry : entries) {
        byte[] key = entry.key().toString().getBytes(StandardCharsets.UTF_8);
        written.add(
            producer.send(new ProducerRecord<>(Topics.CONFIG, partition, key, entry.value())));
      }
      // Each is known to be written before the commit: what fails until here did not happen.
      producer.flush();
      long next = 0;
      for (Future<RecordMetadata> record : written) {
        next = Math.max(next, record.get().offset() + 1);
      }
      return next;
    } catch (KafkaException | IllegalStateException | ExecutionException e) {
      throw new CommitException(Outcome.NOT_COMMITTED, e);
    }
  }
}
