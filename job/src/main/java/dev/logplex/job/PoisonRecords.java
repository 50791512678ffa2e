package dev.logplex.job;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts records that can never be processed, and names the first of them in the log. */
final class PoisonRecords {

  private static final Logger LOG = LoggerFactory.getLogger(PoisonRecords.class);

  /** A flood of bad records must not become a flood of log lines. */
  private static final int LOGGED = 20;

  private final Counter counter;

  PoisonRecords(MetricGroup metrics) {
    this.counter = metrics.counter(JobMetrics.POISON_RECORDS);
  }

  /** Tells where the record lies, never what it holds. */
  void found(ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
    counter.inc();
    if (counter.getCount() <= LOGGED) {
      LOG.warn(
          "Left out a record: topic={} partition={} offset={} reason={}",
          record.topic(),
          record.partition(),
          record.offset(),
          reason.getMessage());
    }
  }
}
