package dev.logplex.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the other gateways, again and again, that this one reads the configuration. */
final class Announcer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final Duration INTERVAL = GatewayRules.LEASE.dividedBy(3);
  private static final Duration RETRACT_LIMIT = Duration.ofSeconds(2);

  private final CommandRouter router;
  private final String gateway;
  private final URI url;
  private final CompletableFuture<Void> announced = new CompletableFuture<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "logplex-config-announcer");
            thread.setDaemon(true);
            return thread;
          });

  Announcer(CommandRouter router, String gateway, URI url) {
    this.router = router;
    this.gateway = gateway;
    this.url = url;
    announce();
  }

  /** Completes when the other gateways know for the first time. */
  CompletableFuture<Void> announced() {
    return announced;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    announced.cancel(false);
    try {
      router
          .route(new ConfigCommand.RetractGateway(gateway))
          .get(RETRACT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("the other gateways learn from the end of the lease that this one stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void announce() {
    router
        .route(new ConfigCommand.AnnounceGateway(gateway, url))
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                announced.complete(null);
              } else {
                LOG.warn("cannot announce this gateway: {}", Errors.cause(error).getMessage());
              }
              next();
            });
  }

  private void next() {
    if (!timer.isShutdown()) {
      timer.schedule(this::announce, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
