package dev.logplex.gateway.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
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

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> ALIVE =
      Set.of("RUNNING", "CREATED", "RESTARTING", "RECONCILING", "INITIALIZING", "FAILING");

  private final List<URI> restAddresses;
  private final String jobName;
  private final Duration timeout;
  private final HttpClient http;
  private volatile CompletableFuture<JobID> known;

  JobLocator(List<URI> restAddresses, String jobName, Duration timeout) {
    this.restAddresses = List.copyOf(restAddresses);
    this.jobName = jobName;
    this.timeout = timeout;
    this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /** The id of the job; fails if no REST address knows a living job of that name. */
  CompletableFuture<JobID> locate() {
    CompletableFuture<JobID> current = known;
    if (current != null && !current.isCompletedExceptionally()) {
      return current;
    }
    CompletableFuture<JobID> fresh = ask(0);
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

  private CompletableFuture<JobID> ask(int address) {
    HttpRequest request =
        HttpRequest.newBuilder(restAddresses.get(address).resolve("/jobs/overview"))
            .timeout(timeout)
            .build();
    CompletableFuture<JobID> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
            .thenApply(response -> newestOf(response.body()));
    return address + 1 == restAddresses.size()
        ? answer
        : answer.exceptionallyCompose(failed -> ask(address + 1));
  }

  private JobID newestOf(byte[] overview) {
    try {
      JsonNode newest = null;
      for (JsonNode job : JSON.readTree(overview).path("jobs")) {
        if (jobName.equals(job.path("name").asText())
            && ALIVE.contains(job.path("state").asText())
            && (newest == null
                || job.path("start-time").asLong() > newest.path("start-time").asLong())) {
          newest = job;
        }
      }
      if (newest != null) {
        return JobID.fromHexString(newest.path("jid").asText());
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
    throw new CompletionException(new IOException("no job named " + jobName + " is running"));
  }
}
