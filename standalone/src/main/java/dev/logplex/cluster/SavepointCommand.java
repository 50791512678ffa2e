package dev.logplex.cluster;

import picocli.CommandLine.Command;

/** {@code logplex cluster savepoint}. */
@Command(
    name = "savepoint",
    description = "Takes a savepoint of the running job; its path is the last line printed.")
final class SavepointCommand extends Subcommand {

  SavepointCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() throws Exception {
    try (Cluster cluster = Cluster.open(dataDir())) {
      JobControl job = cluster.job();
      terminal().line(job.savepoint(job.require()));
    }
    return DONE;
  }
}
