package dev.logplex.gateway.history;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

  private final StateProxies proxies;
  private final JobLocator jobs;
  private final Executor later =
      CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);

  /** Which proxy answered last. */
  private volatile int preferred;

  /**
   * Connects lazily: nothing needs to run yet.
   *
   * @param proxies {@code host:port} of the TaskManagers' queryable-state proxies, or {@code :port}
   *     for those of all TaskManagers that Flink knows; at least one
   * @param flinkRest Flink's REST addresses, at least one
   * @param jobName name of the job
   * @throws UnknownHostException if a proxy's name cannot be resolved
   */
  public QueryableStateReader(List<String> proxies, List<URI> flinkRest, String jobName)
      throws UnknownHostException {
    FlinkRest flink = new FlinkRest(flinkRest, ANSWER_WITHIN);
    this.proxies = new StateProxies(proxies, flink);
    this.jobs = new JobLocator(flink, jobName);
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
    List<QueryableStateClient> known = proxies.current();
    return jobs.locate()
        .thenCompose(job -> ask(job, known, proxy, query))
        .thenApply(
            state -> {
              preferred = proxy;
              return state;
            })
        .exceptionallyCompose(
            failure -> {
              if (query.left() <= 0) {
                return CompletableFuture.failedFuture(failure);
              }
              boolean next = tries % Math.max(1, known.size()) != 0;
              return (next ? CompletableFuture.<Void>completedFuture(null) : allAskedAgain())
                  .thenCompose(ready -> attempt(query, proxy + 1, tries + 1));
            });
  }

  /** All proxies failed: completes when it may be otherwise. */
  private CompletableFuture<Void> allAskedAgain() {
    return proxies.refresh().thenRunAsync(() -> {}, later);
  }

  private <S extends State> CompletableFuture<Optional<S>> ask(
      JobID job, List<QueryableStateClient> known, int proxy, Query<S> query) {
    if (known.isEmpty()) {
      return CompletableFuture.failedFuture(new IOException("no TaskManager is known"));
    }
    return known
        .get(Math.floorMod(proxy, known.size()))
        .getKvState(
            job, query.name, query.key, BasicTypeInfo.STRING_TYPE_INFO, query.descriptor.get())
        .thenApply(Optional::of)
        // A machine that is gone does not refuse, it is silent: the others need time to answer.
        .orTimeout(query.left() / 2, TimeUnit.NANOSECONDS)
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
    proxies.close();
  }

  private record Query<S extends State>(
      String name, String key, Supplier<StateDescriptor<S, ?>> descriptor, long deadline) {

    /** Nanoseconds until the answer is due. */
    long left() {
      return deadline - System.nanoTime();
    }
  }
}
