package dev.logplex.standalone;

import dev.logplex.testkit.LogplexProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the whole process at random moments under load, while drains fail in all ways,
 * and {@code up} again on the same directory.
 */
class BooksAfterKillIT {

  private static final int ROUNDS = Integer.getInteger("logplex.kill.rounds", 30);
  private static final long SEED = Long.getLong("logplex.kill.seed", System.nanoTime());

  /** A round lasts so many lines of one channel, at most. */
  private static final int MOST_LINES = 3_000;

  @TempDir Path directory;

  private LogplexProcess logplex;

  @AfterEach
  void stop() {
    if (logplex != null) {
      logplex.close();
    }
  }

  @Test
  void every_line_is_delivered_or_told_as_lost_and_what_comes_twice_lies_in_repeated_ranges()
      throws Exception {
    System.out.println("-Dlogplex.kill.rounds=" + ROUNDS + " -Dlogplex.kill.seed=" + SEED);
    Random random = new Random(SEED);
    logplex = up();
    try (DrainsUnderLoad drains = new DrainsUnderLoad(logplex.endpoints(), random)) {
      for (int round = 0; round < ROUNDS; round++) {
        drains.changeMoods();
        drains.awaitLines(random.nextInt(MOST_LINES));
        drains.assertBooksAgree();
        logplex.kill();
        logplex = up();
        drains.retarget(logplex.endpoints());
      }
      List<String> ledgers = drains.settle();
      ledgers.forEach(System.out::println);
      drains.assertHistory();
      drains.assertOneConnectionEach();
    }
    logplex.stop();
  }

  /** With a checkpoint or two in most rounds, so that kills fall before, during and after one. */
  private LogplexProcess up() throws IOException {
    return BuiltLogplex.up(directory, "--checkpoint-interval=2");
  }
}
