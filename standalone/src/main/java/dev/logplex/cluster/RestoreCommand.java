package dev.logplex.cluster;

import dev.logplex.standalone.CheckpointFiles;
import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code logplex cluster restore}. */
@Command(
    name = "restore",
    description =
        "Runs the job from a savepoint or a retained checkpoint. A job that runs is cancelled"
            + " before; its checkpoints stay. If the job does not run so, it goes on as before.")
final class RestoreCommand extends Subcommand {

  @Parameters(paramLabel = "PATH", description = "The directory with the _metadata.")
  private Path path;

  RestoreCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() throws Exception {
    Path from = path.toAbsolutePath().normalize();
    try {
      CheckpointFiles.verify(from);
    } catch (IOException e) {
      throw new StartException(
          from + " is no complete savepoint or checkpoint: " + StartException.reason(e), e);
    }
    try (Cluster cluster = Cluster.open(dataDir())) {
      JobControl job = cluster.job();
      Optional<FlinkRest.FlinkJob> living = job.living();
      JobRecord before =
          living.isPresent()
              ? job.observe(living.get())
              : job.last().orElseThrow(() -> new StartException("there was never a job here"));
      if (living.isPresent()) {
        job.cancel(before);
      }
      job.replace(before, Path.of(before.jar()), before.parallelism(), from.toString());
      terminal().line("the job runs from " + from);
    }
    return DONE;
  }
}
