package dev.logplex.gateway.config;

import dev.logplex.gateway.config.SystemRecord.GatewayLease;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The other living gateways, as they announced themselves, and how far they have read. Before a
 * change is answered each of them has read it; one that does not say so holds an answer up by 2 s
 * at most, and by nothing once its lease ran out.
 */
final class Peers {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

  private final String self;
  private final ConfigState state;
  private final PeerClient client;

  Peers(String self, ConfigState state, PeerClient client) {
    this.self = self;
    this.state = state;
    this.client = client;
  }

  /**
   * Completes when all others have read the partition up to the offset, or cannot be waited for.
   * Never fails.
   */
  CompletableFuture<Void> seenByAll(int partition, long offset) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    return CompletableFuture.allOf(
        state.gateways().entrySet().stream()
            .filter(gateway -> !gateway.getKey().equals(self))
            .filter(gateway -> alive(gateway.getValue()))
            .map(gateway -> seenBy(gateway.getKey(), partition, offset, deadline))
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> seenBy(
      String gateway, int partition, long offset, long deadline) {
    GatewayLease lease = state.gateways().get(gateway);
    long leftNanos = deadline - System.nanoTime();
    if (lease == null || !alive(lease) || leftNanos <= 0) {
      return CompletableFuture.completedFuture(null);
    }
    return client
        .awaitApplied(lease.url(), partition, offset, Duration.ofNanos(leftNanos))
        .handle((seen, error) -> error)
        .thenCompose(
            error ->
                error == null || refused(error)
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.supplyAsync(() -> gateway, LATER)
                        .thenCompose(same -> seenBy(same, partition, offset, deadline)));
  }

  /** Who listens no more serves nobody either, and reads all before it does again. */
  private static boolean refused(Throwable error) {
    Throwable cause = Errors.cause(error);
    return cause instanceof ConnectException && !(cause instanceof HttpConnectTimeoutException);
  }

  private static boolean alive(GatewayLease lease) {
    return lease.url() != null && lease.until() > System.currentTimeMillis();
  }
}
