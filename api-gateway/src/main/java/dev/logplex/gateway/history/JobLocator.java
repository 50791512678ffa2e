package dev.logplex.gateway.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.JobID;

/**
 * Finds the running job by its name through Flink's REST API, so that a restored or resubmitted
 * job, which has a new id, is found without restarting a gateway. Remembers the answer until told
 * that it is out of date. Safe for use by several threads.
 */
final class JobLocator {

  private static final Set<String> ALIVE =
      Set.of("RUNNING", "CREATED", "RESTARTING", "RECONCILING", "INITIALIZING", "FAILING");

  private final FlinkRest flink;
  private final String jobName;
  private volatile CompletableFuture<JobID> known;

  JobLocator(FlinkRest flink, String jobName) {
    this.flink = flink;
    this.jobName = jobName;
  }

  /** The id of the job; fails if no REST address knows a living job of that name. */
  CompletableFuture<JobID> locate() {
    CompletableFuture<JobID> current = known;
    if (current != null && !current.isCompletedExceptionally()) {
      return current;
    }
    CompletableFuture<JobID> fresh = flink.get("/jobs/overview").thenApply(this::newestOf);
    known = fresh;
    return fresh;
  }

  /** The id may be out of date: ask again next time. An answer still on its way is left alone. */
  void forget(JobID id) {
    CompletableFuture<JobID> current = known;
    if (current != null
        && current.isDone()
        && (current.isCompletedExceptionally() || current.join().equals(id))) {
      known = null;
    }
  }

  private JobID newestOf(JsonNode overview) {
    JsonNode newest = null;
    for (JsonNode job : overview.path("jobs")) {
      if (jobName.equals(job.path("name").asText())
          && ALIVE.contains(job.path("state").asText())
          && (newest == null
              || job.path("start-time").asLong() > newest.path("start-time").asLong())) {
        newest = job;
      }
    }
    if (newest == null) {
      throw new CompletionException(new IOException("no job named " + jobName + " is running"));
    }
    return JobID.fromHexString(newest.path("jid").asText());
  }
}
