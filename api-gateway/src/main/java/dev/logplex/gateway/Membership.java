package dev.logplex.gateway;

import dev.logplex.gateway.config.InternalConfigEndpoint;
import dev.logplex.gateway.config.KafkaConfigStore;
import dev.logplex.gateway.http.Resource;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How a gateway takes its place among the others, if there are any. */
interface Membership {

  /** Nothing to take part in: the configuration is somebody else's matter. */
  Membership NONE =
      new Membership() {
        @Override
        public Map<String, Resource> routes() {
          return Map.of();
        }

        @Override
        public void join(int apiPort) {}
      };

  /** What other gateways ask for on the API port, by path. */
  Map<String, Resource> routes();

  /**
   * Returns when this gateway may serve clients; its API port listens already.
   *
   * @throws Exception if it is not let in; the gateway cannot start
   */
  void join(int apiPort) throws Exception;

  /** Takes part in the configuration that all gateways share. */
  static Membership of(KafkaConfigStore store, GatewayConfig config, long limitSeconds) {
    return new Membership() {
      @Override
      public Map<String, Resource> routes() {
        return config.peer().internalUrl() == null
            ? Map.of()
            : Map.of(InternalConfigEndpoint.PATH, new InternalResource(store.endpoint()));
      }

      @Override
      public void join(int apiPort) throws Exception {
        store
            .join(reachable(config.peer().internalUrl(), apiPort))
            .get(limitSeconds, TimeUnit.SECONDS);
        if (config.secrets().user() != null) {
          StartupCred.ensure(store, config.secrets().user(), config.secrets().password());
        }
      }
    };
  }

  private static URI reachable(URI internalUrl, int apiPort) {
    return internalUrl == null || internalUrl.getPort() != 0
        ? internalUrl
        : URI.create(internalUrl.getScheme() + "://" + internalUrl.getHost() + ":" + apiPort);
  }
}
