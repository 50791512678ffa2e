package dev.logplex.gateway.tail;

import dev.logplex.model.TailInterest;
import java.util.concurrent.CompletableFuture;

/** Tells the job which channels are tailed here. Safe for use by several threads. */
@FunctionalInterface
interface InterestSender {

  /**
   * Never blocks.
   *
   * @return completes, in whatever way, when it is known whether the job will hear of it
   */
  CompletableFuture<Void> send(TailInterest interest);
}
