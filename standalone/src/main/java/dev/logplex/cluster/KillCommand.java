package dev.logplex.cluster;

import dev.logplex.standalone.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code logplex cluster kill}. Waits for nobody: faults do not either. */
@Command(name = "kill", description = "Ends a part at once, as `kill -9` does.")
final class KillCommand extends Subcommand {

  @Parameters(paramLabel = "PART", description = "The part's name, as `cluster status` shows it.")
  private String part;

  KillCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    Cluster.requireExists(dataDir());
    Part which = Part.parse(part);
    ClusterPlan.read(dataDir().resolve("cluster.json")).require(which);
    if (!Cluster.processes(dataDir()).kill(which)) {
      throw new StartException(which + " does not live");
    }
    terminal().line(which + " is killed");
    return DONE;
  }
}
