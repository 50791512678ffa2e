package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.Audit;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.EventLoops;
import dev.logplex.testkit.Ledger;
import dev.logplex.testkit.Load;
import dev.logplex.testkit.LogSource;
import dev.logplex.testkit.LogplexProcess;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the whole process under load, and {@code up} again on the same directory. */
class KillRestartIT {

  private static final int KILLS = 3;
  private static final int HISTORY = 1_500;
  private static final int LINES_PER_SECOND = 1_500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final EventLoopGroup loops = EventLoops.start("testkit", 2);
  private final DrainReceiver ordered = DrainReceiver.start(loops);
  private final DrainReceiver mixed = DrainReceiver.start(loops);
  private LogplexProcess logplex;

  @AfterEach
  void stop() {
    if (logplex != null) {
      logplex.close();
    }
    ordered.close();
    mixed.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void every_acknowledged_line_survives_and_what_comes_twice_lies_in_repeated_ranges()
      throws Exception {
    logplex = BuiltLogplex.up(directory);
    ApiClient api = new ApiClient(logplex.endpoints());
    String orderedToken = api.channel("ordered", "app");
    String mixedToken = api.channel("mixed", "app");
    api.drain("ordered", ordered.url());
    api.drain("mixed", mixed.url());
    Load load = Load.of(1).linesPerPost(20).linesPerSecond(LINES_PER_SECOND);
    Random random = new Random(20_260_301);

    try (LogSource one =
            LogSource.start(logplex.endpoints().ingest(), orderedToken, 0, load, loops);
        LogSource many =
            LogSource.start(
                logplex.endpoints().ingest(),
                mixedToken,
                1,
                Load.of(4).linesPerPost(10).linesPerSecond(LINES_PER_SECOND),
                loops)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        long enough = one.acknowledgedLines() + 4_000 + random.nextInt(6_000);
        await().atMost(PATIENCE).until(() -> one.acknowledgedLines() >= enough);
        logplex.kill();
        logplex = BuiltLogplex.up(directory);
        one.retarget(logplex.endpoints().ingest());
        many.retarget(logplex.endpoints().ingest());
      }
      long enough = one.acknowledgedLines() + 3_000;
      await().atMost(PATIENCE).until(() -> one.acknowledgedLines() >= enough);
      one.stop(PATIENCE);
      many.stop(PATIENCE);

      await().atMost(PATIENCE).untilAsserted(() -> nothingIsMissing(ordered.ledger(), one));
      await().atMost(PATIENCE).untilAsserted(() -> nothingIsMissing(mixed.ledger(), many));
    }
    ApiClient after = new ApiClient(logplex.endpoints());
    assertThat(after.numbers("ordered", 0, HISTORY))
        .hasSize(HISTORY)
        .isEqualTo(ordered.ledger().newest(0, HISTORY));
    assertThat(linesOfHistory(after, "mixed")).isEqualTo(HISTORY);
    logplex.stop();
  }

  private static long linesOfHistory(ApiClient api, String channel) throws Exception {
    long lines = 0;
    for (int timeline : List.of(1, 2, 3, 4)) {
      List<Long> numbers = api.numbers(channel, timeline, HISTORY);
      assertThat(numbers).isSorted().doesNotHaveDuplicates();
      lines += numbers.size();
    }
    return lines;
  }

  private static void nothingIsMissing(Ledger ledger, LogSource source) {
    Audit audit = ledger.audit(source.sent());
    assertThat(audit.missing()).as("%s %s", audit, ledger).isZero();
    assertThat(audit.neverSent()).isZero();
    assertThat(ledger.toldLost()).isZero();
    assertThat(ledger.untold()).isZero();
    assertThat(ledger.duplicatesOutsideRepeats()).isZero();
    assertThat(ledger.outOfOrder()).isZero();
    assertThat(ledger.faults()).isEmpty();
  }
}
