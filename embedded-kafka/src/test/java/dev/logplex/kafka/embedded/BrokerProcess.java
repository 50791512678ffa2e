package dev.logplex.kafka.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A broker in a JVM of its own, so that it can be killed. */
final class BrokerProcess implements AutoCloseable {

  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /** Body of the child: prints the address and serves until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), 0)) {
      System.out.println(kafka.bootstrapServers());
      Thread.currentThread().join();
    }
  }

  static BrokerProcess start(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokerProcess.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the broker process ended before it served");
    }
    return new BrokerProcess(process, line);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
