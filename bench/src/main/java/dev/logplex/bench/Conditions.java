package dev.logplex.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Under what conditions something was measured.
 *
 * @param loadAverage of the last minute before it began: what else ran on the machine
 */
record Conditions(Instant at, int cores, String java, String system, double loadAverage) {

  static Conditions now() throws IOException {
    String load = Files.readString(Path.of("/proc/loadavg"));
    return new Conditions(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Double.parseDouble(load.substring(0, load.indexOf(' '))));
  }

  void json(ObjectNode json) {
    json.put("at", at.toString())
        .put("cores", cores)
        .put("java", java)
        .put("system", system)
        .put("load_average_before", loadAverage);
  }

  @Override
  public String toString() {
    return String.format(
        "%s, %d cores, Java %s, %s, load average before %.1f",
        at, cores, java, system, loadAverage);
  }
}
