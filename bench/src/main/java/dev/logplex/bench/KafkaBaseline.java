package dev.logplex.bench;

import dev.logplex.kafka.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what the broker alone costs for the same lines. */
@Command(
    name = "kafka-baseline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Sends batches of numbered lines through a plain Kafka broker in this JVM, acknowledged by"
            + " all replicas and compressed with lz4, reads them back and checks every number.")
public final class KafkaBaseline implements Callable<Integer> {

  @Option(names = "--in-flight", description = "batches at a time (default: ${DEFAULT-VALUE})")
  int inFlight = 32;

  @Option(names = "--partitions", description = "(default: ${DEFAULT-VALUE})")
  int partitions = 4;

  @Option(names = "--lines-per-batch", description = "(default: ${DEFAULT-VALUE})")
  int linesPerBatch = 200;

  @Option(names = "--line-octets", description = "(default: ${DEFAULT-VALUE})")
  int lineOctets = 200;

  @Option(
      names = "--rate",
      description = "lines per second; 0 for as fast as it goes (default: ${DEFAULT-VALUE})")
  long rate;

  @Option(names = "--warm-up", description = "seconds (default: ${DEFAULT-VALUE})")
  int warmUp = 10;

  @Option(names = "--duration", description = "seconds measured (default: ${DEFAULT-VALUE})")
  int duration = 20;

  public static void main(String[] args) {
    System.exit(new CommandLine(new KafkaBaseline()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Conditions conditions = Conditions.now();
    Path directory = Files.createTempDirectory("logplex-bench-kafka");
    boolean complete;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
        KafkaBaselineRun run = new KafkaBaselineRun(this, kafka.bootstrapServers())) {
      complete = run.measure(conditions);
    } finally {
      delete(directory);
    }
    return complete ? 0 : 1;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
