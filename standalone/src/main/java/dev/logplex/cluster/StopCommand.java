package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logplex cluster stop}. */
@Command(
    name = "stop",
    description =
        "Ends the job with a savepoint, then all processes in order. The next `cluster start` on"
            + " the same directory continues.")
final class StopCommand extends Subcommand {

  @Option(
      names = "--no-savepoint",
      description = "Takes none: the next start continues from the newest checkpoint.")
  private boolean noSavepoint;

  StopCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() throws Exception {
    try (Cluster cluster = Cluster.open(dataDir())) {
      List<Part> living = cluster.living();
      if (living.isEmpty()) {
        throw new StartException("nothing of this cluster lives");
      }
      if (!noSavepoint) {
        terminal().line(savepoint(cluster.job()));
      }
      for (Part killed : cluster.stopProcesses()) {
        terminal().line(killed + " did not stop in time and was killed; the next start recovers");
      }
      terminal().line("the cluster is stopped");
    }
    return DONE;
  }

  private static String savepoint(JobControl job) throws Exception {
    try {
      return job.isEnded() ? "the job was ended before" : "savepoint " + job.stop(job.require());
    } catch (StartException e) {
      throw new StartException(
          e.getMessage() + "; nothing was stopped, --no-savepoint does so without one", e);
    }
  }
}
