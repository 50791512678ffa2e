package dev.logplex.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.logplex.testkit.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How long the tasks of the job stood still for each checkpoint: its synchronous part. */
final class CheckpointStalls {

  private final ApiClient api;
  private final Set<Long> known = new HashSet<>();

  CheckpointStalls(ApiClient api) {
    this.api = api;
  }

  /**
   * Of each checkpoint that Flink remembers and that was not asked for before, the longest
   * milliseconds of any task. Flink remembers ten.
   */
  List<Long> take() throws IOException, InterruptedException {
    List<Long> stalls = new ArrayList<>();
    for (JsonNode checkpoint : api.ofJob("/checkpoints").get("history")) {
      long id = checkpoint.get("id").asLong();
      if (checkpoint.get("status").asText().equals("COMPLETED") && known.add(id)) {
        try {
          stalls.add(longest(id));
        } catch (IOException e) {
          continue; // Flink has forgotten it meanwhile
        }
      }
    }
    return stalls;
  }

  private long longest(long checkpoint) throws IOException, InterruptedException {
    long longest = 0;
    for (JsonNode vertex : api.ofJob("").get("vertices")) {
      String path = "/checkpoints/details/" + checkpoint + "/subtasks/" + vertex.get("id").asText();
      longest =
          Math.max(longest, api.ofJob(path).at("/summary/checkpoint_duration/sync/max").asLong());
    }
    return longest;
  }
}
