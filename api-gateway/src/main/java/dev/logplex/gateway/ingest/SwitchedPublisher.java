package dev.logplex.gateway.ingest;

import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Has lines reach only what is switched on at the moment they are published. */
public final class SwitchedPublisher implements BatchPublisher {

  private final ConfigStore config;
  private final BatchPublisher publisher;

  /**
   * @param publisher does the publishing; closed with this
   */
  public SwitchedPublisher(ConfigStore config, BatchPublisher publisher) {
    this.config = config;
    this.publisher = publisher;
  }

  @Override
  public CompletableFuture<Void> publish(List<LogBatch> batches, String dedupeId) {
    Reach reach = config.switches().reach();
    return publisher.publish(
        reach.equals(Reach.EVERYWHERE)
            ? batches
            : batches.stream().map(batch -> batch.withReach(batch.reach().and(reach))).toList(),
        dedupeId);
  }

  @Override
  public void close() {
    publisher.close();
  }
}
