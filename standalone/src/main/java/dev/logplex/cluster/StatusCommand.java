package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code logplex cluster status}. */
@Command(
    name = "status",
    description = "Tells which parts live and how the job does; exit status 3 if not all is well.")
final class StatusCommand extends Subcommand {

  private static final int NOT_WELL = 3;

  StatusCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() throws InterruptedException {
    Cluster.requireExists(dataDir());
    ClusterPlan plan = ClusterPlan.read(dataDir().resolve("cluster.json"));
    Processes processes = Cluster.processes(dataDir());
    boolean well = true;
    for (Part part : plan.parts()) {
      Optional<ProcessHandle> process = processes.living(part);
      well &= process.isPresent();
      terminal()
          .line(
              String.format(
                  "%-16s %s",
                  part, process.map(p -> "lives, process " + p.pid()).orElse("does not live")));
    }
    String job = job(new FlinkRest(plan.rest()));
    terminal().line(String.format("%-16s %s", "job", job));
    return well && job.startsWith("runs") ? DONE : NOT_WELL;
  }

  private static String job(FlinkRest flink) throws InterruptedException {
    try {
      for (FlinkRest.FlinkJob job : flink.jobs()) {
        if (job.lives()) {
          return (flink.allTasksRun(job.id()) ? "runs, id " : "is not running yet, id ")
              + job.id()
              + ", parallelism "
              + flink.parallelism(job.id());
        }
      }
      return "does not run";
    } catch (IOException e) {
      return "is not known, Flink does not answer: " + StartException.reason(e);
    }
  }
}
