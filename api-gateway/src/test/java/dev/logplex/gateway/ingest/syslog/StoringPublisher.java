package dev.logplex.gateway.ingest.syslog;

import dev.logplex.frame.Frames;
import dev.logplex.gateway.ingest.BatchPublisher;
import dev.logplex.model.LogBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands for Kafka: stores at once, stalls or fails, as it is told. */
final class StoringPublisher implements BatchPublisher {

  /** What happens to a batch. */
  interface Fate {
    /** What the publisher answers; stored if that completes. */
    CompletableFuture<Void> of(LogBatch batch);
  }

  static final Fate STORE = batch -> CompletableFuture.completedFuture(null);
  static final Fate FAIL =
      batch -> CompletableFuture.failedFuture(new IllegalStateException("no Kafka"));

  private final Queue<LogBatch> stored = new ConcurrentLinkedQueue<>();
  private final Queue<CompletableFuture<Void>> stalled = new ConcurrentLinkedQueue<>();
  private volatile Fate fate = STORE;

  void fate(Fate next) {
    fate = next;
  }

  /** Answers nothing until {@link #release}. */
  void stall() {
    fate =
        batch -> {
          CompletableFuture<Void> answer = new CompletableFuture<>();
          stalled.add(answer);
          return answer;
        };
  }

  /** Stores what stalls, and all that follows at once. */
  void release() {
    fate = STORE;
    for (var answer = stalled.poll(); answer != null; answer = stalled.poll()) {
      answer.complete(null);
    }
  }

  int stalledBatches() {
    return stalled.size();
  }

  @Override
  public CompletableFuture<Void> publish(List<LogBatch> batches, String dedupeId) {
    LogBatch batch = batches.get(0);
    return fate.of(batch).thenRun(() -> stored.add(batch));
  }

  @Override
  public void close() {}

  List<LogBatch> batches() {
    return List.copyOf(stored);
  }

  /** All frames of a channel, without their counts, in the order in which they were stored. */
  List<String> lines(String channel) {
    List<String> lines = new ArrayList<>();
    for (LogBatch batch : stored) {
      if (batch.channel().equals(channel)) {
        byte[] frames = batch.frames();
        for (int at = 0, end; at < frames.length; at = end) {
          end = Frames.end(frames, at);
          int message = Frames.message(frames, at);
          lines.add(new String(frames, message, end - message, StandardCharsets.UTF_8));
        }
      }
    }
    return lines;
  }
}
