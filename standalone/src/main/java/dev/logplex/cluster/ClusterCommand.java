package dev.logplex.cluster;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code logplex cluster}: the production topology without containers. */
@Command(
    name = "cluster",
    description =
        "Runs the production topology without containers, for development and tests: Kafka,"
            + " JobManager, TaskManagers, gateways and a supervisor, each a process of its own, on"
            + " loopback.",
    footer = {
      "",
      "Exit status: 0 done; 1 not done, for the reason given; 2 bad usage; 3 (status only) not all"
          + " parts live, or the job does not run."
    })
public final class ClusterCommand implements Runnable {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  @Spec private CommandSpec spec;

  private ClusterCommand() {}

  /** The command with all its subcommands. */
  public static CommandLine commandLine(
      PrintStream out, PrintStream err, Map<String, String> environment) {
    Terminal terminal = new Terminal(out, err);
    return new CommandLine(new ClusterCommand())
        .addSubcommand(new StartCommand(terminal, environment))
        .addSubcommand(new StatusCommand(terminal))
        .addSubcommand(new LogsCommand(terminal))
        .addSubcommand(new KillCommand(terminal))
        .addSubcommand(new ScaleCommand(terminal))
        .addSubcommand(new SavepointCommand(terminal))
        .addSubcommand(new RestoreCommand(terminal))
        .addSubcommand(new UpgradeCommand(terminal))
        .addSubcommand(new StopCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what to do with the cluster is missing");
  }
}
