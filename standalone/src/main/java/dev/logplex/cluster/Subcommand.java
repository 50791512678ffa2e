package dev.logplex.cluster;

import dev.logplex.kafka.embedded.KafkaStartException;
import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Option;

/** What the subcommands have in common. */
abstract class Subcommand implements Callable<Integer> {

  static final int DONE = 0;
  static final int FAILED = 1;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "data-cluster",
      description = "Where the cluster keeps its data (default: ./${DEFAULT-VALUE}).")
  private Path dataDir;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  private final Terminal terminal;

  Subcommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public final Integer call() throws InterruptedException {
    // Before anything logs.
    System.setProperty("logplex.logs", dataDir().resolve("logs").toString());
    try {
      return run();
    } catch (StartException | KafkaStartException e) {
      terminal.error(e.getMessage());
    } catch (IOException | KafkaException e) {
      terminal.error("this does not work: " + StartException.reason(e));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      terminal.error(
          "this does not work: " + e.getClass().getSimpleName() + ": " + StartException.reason(e));
    }
    return FAILED;
  }

  /**
   * @return exit status
   * @throws Exception a {@link StartException} says all in its message
   */
  abstract int run() throws Exception;

  final Path dataDir() {
    return dataDir.toAbsolutePath().normalize();
  }

  final Terminal terminal() {
    return terminal;
  }
}
