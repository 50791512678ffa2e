package dev.logplex.gateway.ingest;

import dev.logplex.model.LogBatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Hands accepted lines to Kafka. Safe for use by several threads. */
public interface BatchPublisher extends AutoCloseable {

  /**
   * Publishes the batches of one request in order. Never blocks.
   *
   * @param batches batches, those of one channel in the order of their lines
   * @param dedupeId names the request for de-duplication; null if the source gave no name
   * @return completes when all of them are acknowledged by all in-sync replicas; fails if any is
   *     not
   */
  CompletableFuture<Void> publish(List<LogBatch> batches, String dedupeId);

  /** Shows its state in the metrics. */
  default void bindTo(MeterRegistry registry) {}

  @Override
  void close();
}
