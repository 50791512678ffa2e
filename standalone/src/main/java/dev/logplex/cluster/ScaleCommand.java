package dev.logplex.cluster;

import dev.logplex.standalone.Progress;
import dev.logplex.standalone.StartException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code logplex cluster scale}. */
@Command(
    name = "scale",
    description =
        "Gives the job another number of tasks: ends it with a savepoint and runs it from there."
            + " Adds TaskManagers if there are not enough slots. If it does not run so, it goes on"
            + " as before.")
final class ScaleCommand extends Subcommand {

  private static final int MOST = 198;

  @Parameters(paramLabel = "N", description = "Tasks of each operator.")
  private int parallelism;

  ScaleCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() throws Exception {
    if (parallelism < 1 || parallelism > MOST) {
      throw new StartException("the job can have from 1 to " + MOST + " tasks, not " + parallelism);
    }
    try (Cluster cluster = Cluster.open(dataDir())) {
      JobControl job = cluster.job();
      JobRecord before = job.require();
      new ClusterStart(cluster, new Progress(terminal().out())).awaitSlots(parallelism);
      String savepoint = job.stop(before);
      terminal().line("savepoint " + savepoint);
      job.replace(before.at(savepoint), Path.of(before.jar()), parallelism, savepoint);
      terminal().line("the job runs with parallelism " + parallelism);
    }
    return DONE;
  }
}
