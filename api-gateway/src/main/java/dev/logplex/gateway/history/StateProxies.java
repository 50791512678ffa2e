package dev.logplex.gateway.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.queryablestate.client.QueryableStateClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients of the TaskManagers' queryable-state proxies. An address without a host stands for all
 * TaskManagers that Flink knows now: they come and go, on other machines, without a gateway being
 * told. Safe for use by several threads.
 */
@SuppressWarnings("deprecation")
final class StateProxies implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StateProxies.class);
  private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LOOK_SELDOM_NANOS = Duration.ofMillis(250).toNanos();

  /** In the address of a TaskManager, as in {@code pekko.tcp://flink@host:port/user/rpc/…}. */
  private static final Pattern HOST = Pattern.compile("@(.+):[0-9]+/");

  private final Set<String> fixed = new LinkedHashSet<>();
  private final List<Integer> ports = new ArrayList<>();
  private final FlinkRest flink;
  private final Map<String, QueryableStateClient> clients = new LinkedHashMap<>();
  private volatile List<QueryableStateClient> current = List.of();
  private CompletableFuture<Void> look = CompletableFuture.completedFuture(null);
  private long lookedAt;
  private boolean closed;

  /**
   * @param addresses {@code host:port}, or {@code :port} for all TaskManagers
   * @throws UnknownHostException if a name given cannot be resolved
   */
  StateProxies(List<String> addresses, FlinkRest flink) throws UnknownHostException {
    this.flink = flink;
    this.lookedAt = System.nanoTime() - LOOK_AGAIN_NANOS;
    for (String address : addresses) {
      if (address.startsWith(":")) {
        ports.add(Integer.parseInt(address.substring(1)));
      } else {
        fixed.add(address);
        clients.put(address, connect(address));
      }
    }
    current = List.copyOf(clients.values());
  }

  /** All that are known, in a stable order; looks for others now and then. */
  List<QueryableStateClient> current() {
    lookUnlessWithin(LOOK_AGAIN_NANOS);
    return current;
  }

  /** Those known may be out of date: completes, in any case, when Flink was asked. */
  CompletableFuture<Void> refresh() {
    return lookUnlessWithin(LOOK_SELDOM_NANOS);
  }

  private synchronized CompletableFuture<Void> lookUnlessWithin(long nanos) {
    long now = System.nanoTime();
    if (!ports.isEmpty() && !closed && look.isDone() && now - lookedAt >= nanos) {
      lookedAt = now;
      look = flink.get("/taskmanagers").thenAccept(this::known).exceptionally(failed -> null);
    }
    return look;
  }

  private synchronized void known(JsonNode taskManagers) {
    Set<String> addresses = new LinkedHashSet<>(fixed);
    for (JsonNode taskManager : taskManagers.path("taskmanagers")) {
      Matcher host = HOST.matcher(taskManager.path("path").asText());
      if (host.find()) {
        ports.forEach(port -> addresses.add(host.group(1) + ":" + port));
      }
    }
    if (closed || addresses.equals(clients.keySet()) || addresses.isEmpty()) {
      // None at all: the JobManager has just been started again, and they will be back.
      return;
    }
    for (String gone : List.copyOf(clients.keySet())) {
      if (!addresses.contains(gone)) {
        clients.remove(gone).shutdownAndHandle();
      }
    }
    for (String address : addresses) {
      try {
        if (!clients.containsKey(address)) {
          clients.put(address, connect(address));
        }
      } catch (UnknownHostException e) {
        LOG.warn("the TaskManager's host in {} is unknown", address);
      }
    }
    LOG.info("queryable-state proxies: {}", clients.keySet());
    current = List.copyOf(clients.values());
  }

  private static QueryableStateClient connect(String address) throws UnknownHostException {
    int colon = address.lastIndexOf(':');
    QueryableStateClient client =
        new QueryableStateClient(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    client.setExecutionConfig(new ExecutionConfig());
    return client;
  }

  @Override
  public synchronized void close() {
    closed = true;
    clients.values().forEach(QueryableStateClient::shutdownAndHandle);
  }
}
