package dev.logplex.standalone;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job on other numbers of tasks, by savepoint, and {@code kill -9} of TaskManagers at random
 * moments, both under load and while drains fail in all ways.
 */
class RescaleUnderLoadIT {

  private static final int KILLS = Integer.getInteger("logplex.kill.taskmanagers", 1);
  private static final long SEED = Long.getLong("logplex.kill.seed", System.nanoTime());
  private static final int MOST_LINES = 3_000;

  @TempDir Path directory;

  @Test
  void orderBooksAndTheOneConnectionSurviveOtherNumbersOfTasksAndKilledTaskManagers()
      throws Exception {
    System.out.println("-Dlogplex.kill.taskmanagers=" + KILLS + " -Dlogplex.kill.seed=" + SEED);
    Random random = new Random(SEED);
    try (BuiltCluster cluster =
            BuiltCluster.start(
                directory, "--taskmanagers", "2", "--gateways", "1", "--parallelism", "1");
        DrainsUnderLoad drains = new DrainsUnderLoad(cluster.endpoints(), random)) {
      scale(cluster, drains, random, 2);
      scale(cluster, drains, random, 4);
      for (int kill = 0; kill < KILLS; kill++) {
        underLoad(drains, random);
        String victim = "taskmanager-" + (1 + random.nextInt(2));
        cluster.kill(victim);
        cluster.command("start", victim);
        drains.assertBooksAgree();
      }
      scale(cluster, drains, random, 1);
      drains.settle().forEach(System.out::println);
      drains.assertHistory();
      drains.assertOneConnectionEach();
    }
  }

  private static void scale(BuiltCluster cluster, DrainsUnderLoad drains, Random random, int tasks)
      throws Exception {
    underLoad(drains, random);
    cluster.command("scale", Integer.toString(tasks));
    drains.assertBooksAgree();
  }

  private static void underLoad(DrainsUnderLoad drains, Random random) {
    drains.changeMoods();
    drains.awaitLines(random.nextInt(MOST_LINES));
  }
}
