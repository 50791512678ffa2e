package dev.logplex.cluster;

import java.nio.file.Path;

/** The supervisor's process; ends at SIGTERM, leaving all others alone. */
final class SupervisorMain {

  private static final long PERIOD_MILLIS = 1_000;

  private SupervisorMain() {}

  /**
   * @param args data directory
   */
  public static void main(String[] args) throws InterruptedException {
    Supervisor supervisor = new Supervisor(Path.of(args[0]));
    Thread watch = new Thread(() -> run(supervisor), "supervisor");
    watch.setDaemon(true);
    watch.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0), "stop"));
    watch.join();
  }

  private static void run(Supervisor supervisor) {
    try {
      while (true) {
        supervisor.look();
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
