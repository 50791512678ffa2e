package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the whole process while lines come in, then {@code up} again. */
class CrashIT {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String CHANNEL = "app-1";
  private static final int LINES_PER_POST = 20;
  private static final int HISTORY_LINES = 1500;

  @TempDir Path data;
  private final List<String> acknowledged = new CopyOnWriteArrayList<>();

  @Test
  void noAcknowledgedLineIsMissingAndWhatComesTwiceComesUnderTheSameSequence() throws Exception {
    try (DrainReceiver drain = DrainReceiver.start()) {
      try (LogplexProcess logplex = LogplexProcess.up(data)) {
        LogplexClient client = new LogplexClient(logplex.awaitReady(LIMIT));
        String token = client.token(CHANNEL);
        client.drain(CHANNEL, drain.url());
        CompletableFuture<Void> source = CompletableFuture.runAsync(() -> post(client, token));
        // Several checkpoints lie behind, and lines are on every part of their way.
        CheckpointDirectory checkpoints = new CheckpointDirectory(data.resolve("checkpoints"));
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    acknowledged.size() > 2 * HISTORY_LINES
                        && checkpoints.newestFirst().size() >= 3);
        logplex.kill();
        source.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
      try (LogplexProcess logplex = LogplexProcess.up(data)) {
        LogplexClient client = new LogplexClient(logplex.awaitReady(LIMIT));
        await()
            .atMost(LIMIT)
            .until(() -> new HashSet<>(bySequence(drain).values()).containsAll(acknowledged));
        TreeMap<Long, String> delivered = bySequence(drain);
        assertThat(delivered.lastKey()).isEqualTo(delivered.size());
        List<String> newest = new ArrayList<>(delivered.values());
        assertThat(client.history(CHANNEL, HISTORY_LINES))
            .isEqualTo(newest.subList(newest.size() - HISTORY_LINES, newest.size()));
      }
    }
  }

  /** Posts until the process is gone. Every line says something else. */
  private void post(LogplexClient client, String token) {
    for (int first = 1; ; first += LINES_PER_POST) {
      List<String> lines = LogplexClient.lines("line ", first, first + LINES_PER_POST - 1);
      try {
        client.post(token, lines);
      } catch (Exception e) {
        return;
      }
      acknowledged.addAll(lines);
    }
  }

  /** What the drain got; each sequence names one line and each line has one sequence. */
  private static TreeMap<Long, String> bySequence(DrainReceiver drain) {
    TreeMap<Long, String> lines = new TreeMap<>();
    for (DrainReceiver.Request request : drain.requests()) {
      assertThat(request.texts()).hasSize((int) (request.last() - request.first() + 1));
      for (int i = 0; i < request.texts().size(); i++) {
        String text = request.texts().get(i);
        String before = lines.put(request.first() + i, text);
        assertThat(before).isIn(null, text);
      }
    }
    assertThat(Set.copyOf(lines.values())).hasSameSizeAs(lines.values());
    return lines;
  }
}
