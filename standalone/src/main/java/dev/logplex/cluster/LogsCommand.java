package dev.logplex.cluster;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logplex cluster logs}. */
@Command(name = "logs", description = "Prints the end of what a part printed, over all its starts.")
final class LogsCommand extends Subcommand {

  @Parameters(paramLabel = "PART", description = "The part's name, as `cluster status` shows it.")
  private String part;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many lines (default: ${DEFAULT-VALUE}).")
  private int lines;

  LogsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    Cluster.requireExists(dataDir());
    Path log = dataDir().resolve("logs").resolve(Part.parse(part) + ".log");
    Logs.tail(log, Math.max(1, lines)).forEach(terminal()::line);
    return DONE;
  }
}
