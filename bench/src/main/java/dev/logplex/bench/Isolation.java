package dev.logplex.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what bad drains do to good ones. */
@Command(
    name = "isolation",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs many drains at a steady rate, in rounds: all of them healthy, one hanging, all"
            + " healthy, half of them bad in mixed ways; reports latency and loss of the healthy"
            + " ones against those of the same drains while all were healthy, and the checkpoints."
            + " Exits with 1 if a healthy drain lost a line or any line is unexplained.")
public final class Isolation implements Callable<Integer> {

  @Mixin private SystemUnderTest system = new SystemUnderTest();

  @Option(names = "--drains", description = "in all (default: ${DEFAULT-VALUE})")
  int drains = 100;

  @Option(names = "--per-channel", description = "drains of a channel (default: ${DEFAULT-VALUE})")
  int perChannel = 1;

  @Option(
      names = "--rate",
      description = "lines per second into all channels (default: ${DEFAULT-VALUE})")
  long rate = 10_000;

  @Option(names = "--lines-per-post", description = "(default: ${DEFAULT-VALUE})")
  int linesPerPost = 10;

  @Option(
      names = "--warm-up",
      description =
          "seconds with all healthy, and as many with half bad (default: ${DEFAULT-VALUE})")
  int warmUp = 20;

  @Option(names = "--phase", description = "seconds of each phase (default: ${DEFAULT-VALUE})")
  int phase = 30;

  @Option(names = "--rounds", description = "of four phases each (default: ${DEFAULT-VALUE})")
  int rounds = 2;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Isolation()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Conditions conditions = Conditions.now();
    try (SystemUnderTest.Running running = system.start();
        IsolationRun run = new IsolationRun(this, running)) {
      System.err.println(conditions);
      return run.measure(conditions) ? 0 : 1;
    }
  }
}
