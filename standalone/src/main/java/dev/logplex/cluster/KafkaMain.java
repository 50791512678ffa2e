package dev.logplex.cluster;

import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.kafka.embedded.KafkaStartException;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Exit;

/** A Kafka broker that is a process of its own, until SIGTERM. */
final class KafkaMain {

  private KafkaMain() {}

  /**
   * @param args data directory and port
   */
  public static void main(String[] args) throws InterruptedException {
    // Kafka ends the JVM when its own state is beyond repair; waiting for hooks would hang there.
    Exit.setExitProcedure((status, message) -> Runtime.getRuntime().halt(status));
    Exit.setHaltProcedure((status, message) -> Runtime.getRuntime().halt(status));
    EmbeddedKafka kafka;
    try {
      kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]));
    } catch (KafkaStartException e) {
      System.err.println("logplex: " + e.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(kafka), "stop"));
    System.out.println("Kafka is ready: " + kafka.bootstrapServers());
    Thread.currentThread().join();
  }

  /** Being told to stop is no failure, so the exit status is not the signal's. */
  private static void stop(EmbeddedKafka kafka) {
    kafka.close();
    Runtime.getRuntime().halt(0);
  }
}
