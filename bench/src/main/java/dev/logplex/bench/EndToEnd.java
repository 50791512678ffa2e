package dev.logplex.bench;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the way from a POST to the drain. */
@Command(
    name = "end-to-end",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Posts numbered lines, receives them from the drains, and reports throughput, latency,"
            + " loss and CPU time. Exits with 1 if a line is unaccounted for.")
public final class EndToEnd implements Callable<Integer> {

  @Mixin private SystemUnderTest system = new SystemUnderTest();

  @Option(names = "--connections", description = "in all (default: ${DEFAULT-VALUE})")
  int connections = 32;

  @Option(names = "--channels", description = "(default: ${DEFAULT-VALUE})")
  int channels = 1;

  @Option(names = "--drains", description = "of each channel (default: ${DEFAULT-VALUE})")
  int drains = 1;

  @Option(names = "--lines-per-post", description = "(default: ${DEFAULT-VALUE})")
  int linesPerPost = 200;

  @Option(names = "--line-octets", description = "(default: ${DEFAULT-VALUE})")
  int lineOctets = 200;

  @Option(
      names = "--rate",
      description = "lines per second in all; 0 for as fast as it goes (default: ${DEFAULT-VALUE})")
  long rate;

  @Option(names = "--warm-up", description = "seconds (default: ${DEFAULT-VALUE})")
  int warmUp = 20;

  @Option(names = "--duration", description = "seconds measured (default: ${DEFAULT-VALUE})")
  int duration = 30;

  @Option(names = "--json", paramLabel = "FILE", description = "also writes the figures there")
  private Path json;

  public static void main(String[] args) {
    System.exit(new CommandLine(new EndToEnd()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Conditions conditions = Conditions.now();
    EndToEndReport report;
    try (SystemUnderTest.Running running = system.start();
        EndToEndRun run = new EndToEndRun(this, running, conditions)) {
      report = run.measure();
    }
    System.out.println(report.text());
    if (json != null) {
      report.write(json);
    }
    return report.complete() ? 0 : 1;
  }
}
