package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code logplex cluster upgrade}. */
@Command(
    name = "upgrade",
    description =
        "Ends the job with a savepoint and runs another jar from there. If that does not run, the"
            + " job goes on as before.")
final class UpgradeCommand extends Subcommand {

  @Parameters(paramLabel = "JAR", description = "A build of job/target/logplex-job.jar.")
  private Path jar;

  UpgradeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() throws Exception {
    if (!Files.isRegularFile(jar)) {
      throw new StartException(jar + " is no file");
    }
    try (Cluster cluster = Cluster.open(dataDir())) {
      JobControl job = cluster.job();
      JobRecord before = job.require();
      // What is built anew while the job runs must not become the job when it is submitted again.
      Path kept = job.jar().resolveSibling("logplex-job-next.jar");
      Files.copy(jar, kept, StandardCopyOption.REPLACE_EXISTING);
      String savepoint = job.stop(before);
      terminal().line("savepoint " + savepoint);
      job.replace(before.at(savepoint), kept, before.parallelism(), savepoint);
      job.keep(kept);
      terminal().line("the job runs from " + jar);
    }
    return DONE;
  }
}
