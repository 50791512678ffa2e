package dev.logplex.gateway.history;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads how a drain does. Safe for use by several threads. */
@FunctionalInterface
public interface DrainStatusReader {

  /**
   * @param drainToken the drain's token
   * @return JSON as {@link dev.logplex.drain.DrainStatusJson} writes it, about a second old; empty
   *     if the job does not know the drain yet; fails within a second if it cannot be read
   */
  CompletableFuture<Optional<byte[]>> read(String drainToken);
}
