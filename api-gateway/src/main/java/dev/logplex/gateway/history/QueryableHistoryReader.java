package dev.logplex.gateway.history;

import dev.logplex.history.History;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.queryablestate.client.QueryableStateClient;
import org.apache.flink.queryablestate.exceptions.UnknownKeyOrNamespaceException;

/**
 * Reads history from the job's queryable state.
 *
 * <p>A state proxy knows only jobs with a slot on its own TaskManager, and its errors other than
 * "no such key" are texts; so any other error means: ask the next proxy, and ask for the job's id
 * again, until the time for an answer is over. Queryable state is deprecated in Flink: nothing
 * outside this class knows of it.
 */
@SuppressWarnings("deprecation")
public final class QueryableHistoryReader implements HistoryReader {

  private static final Duration ANSWER_WITHIN = Duration.ofMillis(900);
  private static final long PAUSE_MILLIS = 50;

  private final List<QueryableStateClient> proxies = new ArrayList<>();
  private final JobLocator jobs;
  private final int maxLines;
  private final long maxOctets;
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
   * @param maxLines lines a channel keeps
   * @param maxOctets octets a channel keeps
   * @throws UnknownHostException if a proxy's name cannot be resolved
   */
  public QueryableHistoryReader(
      List<String> proxies, List<URI> flinkRest, String jobName, int maxLines, long maxOctets)
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
    this.maxLines = maxLines;
    this.maxOctets = maxOctets;
  }

  @Override
  public CompletableFuture<History> read(String channelId) {
    long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
    return attempt(channelId, preferred, 1, deadline)
        .orTimeout(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    new HistoryUnavailableException("history cannot be read now", failure)));
  }

  private CompletableFuture<History> attempt(
      String channelId, int proxy, int tries, long deadline) {
    return jobs.locate()
        .thenCompose(job -> query(job, proxy, channelId))
        .thenApply(
            history -> {
              preferred = proxy;
              return history;
            })
        .exceptionallyCompose(
            failure -> {
              if (System.nanoTime() >= deadline) {
                return CompletableFuture.failedFuture(failure);
              }
              int next = (proxy + 1) % proxies.size();
              Executor when = tries % proxies.size() == 0 ? later : Runnable::run;
              return CompletableFuture.runAsync(() -> {}, when)
                  .thenCompose(paused -> attempt(channelId, next, tries + 1, deadline));
            });
  }

  private CompletableFuture<History> query(JobID job, int proxy, String channelId) {
    return proxies
        .get(proxy)
        .getKvState(
            job,
            History.QUERYABLE_NAME,
            channelId,
            BasicTypeInfo.STRING_TYPE_INFO,
            new MapStateDescriptor<>(
                History.STATE_NAME, IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE))
        .thenApply(this::assemble)
        .exceptionally(failure -> emptyIfUnknownKey(job, failure));
  }

  private History assemble(MapState<Integer, byte[]> slots) {
    List<byte[]> chunks = new ArrayList<>();
    try {
      slots.values().forEach(chunks::add);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
    return History.assemble(chunks, maxLines, maxOctets);
  }

  private History emptyIfUnknownKey(JobID job, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownKeyOrNamespaceException) {
        return History.EMPTY;
      }
    }
    jobs.forget(job);
    throw new CompletionException(failure);
  }

  @Override
  public void close() {
    proxies.forEach(QueryableStateClient::shutdownAndHandle);
  }
}
