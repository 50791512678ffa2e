package dev.logplex.gateway.history;

import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.queryablestate.client.QueryableStateClient;
import org.apache.flink.queryablestate.exceptions.UnknownKeyOrNamespaceException;

/**
 * Reads the job's queryable state by keys that are texts. Safe for use by several threads.
 *
 * <p>A state proxy knows only jobs with a slot on its own TaskManager, and its errors other than
 * "no such key" are texts; so any other error means: ask the next proxy, and ask for the job's id
 * again, until the time for an answer is over. Queryable state is deprecated in Flink: nothing
 * outside this class and what it is given to read knows of it.
 */
@SuppressWarnings("deprecation")
public final class QueryableStateReader implements AutoCloseable {

  private static final Duration ANSWER_WITHIN = Duration.ofMillis(900);
  private static final long PAUSE_MILLIS = 50;

  private final List<QueryableStateClient> proxies = new ArrayList<>();
  private final JobLocator jobs;
  private final Executor later =
      CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);

  /** Which proxy answered last. */
  private volatile int preferred;

  /**
   * Connects lazily: nothing needs to run yet.
   *
   * @param proxies {@code host:port} of the TaskManagers' queryable-state proxies, at least one
   * @param flinkRest Flink's REST addresses, at least one
   * @param jobName name of the job
   * @throws UnknownHostException if a proxy's name cannot be resolved
   */
  public QueryableStateReader(List<String> proxies, List<URI> flinkRest, String jobName)
      throws UnknownHostException {
    for (String proxy : proxies) {
      int colon = proxy.lastIndexOf(':');
      QueryableStateClient client =
          new QueryableStateClient(
              proxy.substring(0, colon), Integer.parseInt(proxy.substring(colon + 1)));
      client.setExecutionConfig(new ExecutionConfig());
      this.proxies.add(client);
    }
    this.jobs = new JobLocator(flinkRest, jobName, ANSWER_WITHIN);
  }

  /**
   * @param descriptor makes the descriptor of one read: a descriptor is not for several threads
   * @return the state of the key, empty if there is none; fails within a second if it cannot be
   *     read
   */
  <S extends State> CompletableFuture<Optional<S>> read(
      String name, String key, Supplier<StateDescriptor<S, ?>> descriptor) {
    long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
    return attempt(new Query<>(name, key, descriptor, deadline), preferred, 1)
        .orTimeout(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private <S extends State> CompletableFuture<Optional<S>> attempt(
      Query<S> query, int proxy, int tries) {
    return jobs.locate()
        .thenCompose(job -> ask(job, proxy, query))
        .thenApply(
            state -> {
              preferred = proxy;
              return state;
            })
        .exceptionallyCompose(
            failure -> {
              if (System.nanoTime() >= query.deadline) {
                return CompletableFuture.failedFuture(failure);
              }
              int next = (proxy + 1) % proxies.size();
              Executor when = tries % proxies.size() == 0 ? later : Runnable::run;
              return CompletableFuture.runAsync(() -> {}, when)
                  .thenCompose(paused -> attempt(query, next, tries + 1));
            });
  }

  private <S extends State> CompletableFuture<Optional<S>> ask(
      JobID job, int proxy, Query<S> query) {
    return proxies
        .get(proxy)
        .getKvState(
            job, query.name, query.key, BasicTypeInfo.STRING_TYPE_INFO, query.descriptor.get())
        .thenApply(Optional::of)
        .exceptionally(failure -> emptyIfUnknownKey(job, failure));
  }

  private <S> Optional<S> emptyIfUnknownKey(JobID job, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownKeyOrNamespaceException) {
        return Optional.empty();
      }
    }
    jobs.forget(job);
    throw new CompletionException(failure);
  }

  @Override
  public void close() {
    proxies.forEach(QueryableStateClient::shutdownAndHandle);
  }

  private record Query<S extends State>(
      String name, String key, Supplier<StateDescriptor<S, ?>> descriptor, long deadline) {}
}
