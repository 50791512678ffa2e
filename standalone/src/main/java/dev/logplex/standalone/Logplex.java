package dev.logplex.standalone;

import dev.logplex.cluster.ClusterCommand;
import dev.logplex.gateway.GatewaySettings;
import dev.logplex.standalone.replay.ReplayCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The {@code logplex} command. */
@Command(name = "logplex", description = "A log router: sources in, history, tails and drains out.")
public final class Logplex {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  private Logplex() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Logplex());
    CommandLine up = new CommandLine(new UpCommand(System.out, System.err, System.getenv()));
    up.setDefaultValueProvider(GatewaySettings.fromEnvironment(System.getenv()));
    line.addSubcommand(up);
    line.addSubcommand(
        new ReplayCommand(new FileOutputStream(FileDescriptor.out), System.err, System.getenv()));
    line.addSubcommand(ClusterCommand.commandLine(System.out, System.err, System.getenv()));
    line.setParameterExceptionHandler(Logplex::oneSentence);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    return line;
  }

  private static int oneSentence(ParameterException e, String[] args) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    e.getCommandLine()
        .getErr()
        .println("logplex: " + e.getMessage() + " (try " + name + " --help)");
    return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
  }
}
