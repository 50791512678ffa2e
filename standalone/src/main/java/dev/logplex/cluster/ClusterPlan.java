package dev.logplex.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.standalone.PrivateFile;
import dev.logplex.standalone.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a cluster consists of and where its parts listen; fixed from start to stop, but for
 * TaskManagers that are added.
 *
 * @param proxyPort port of the queryable-state proxy of every TaskManager, each on an address of
 *     its own
 * @param stateServerPort the same of the queryable-state servers
 * @param metricsPort where Prometheus finds the JobManager's metrics, the TaskManagers' behind it;
 *     null for nowhere
 * @param drainCa certificates trusted for drains beside the platform's; null for none
 */
record ClusterPlan(
    int kafkaPort,
    int rpcPort,
    int restPort,
    int proxyPort,
    int stateServerPort,
    Integer metricsPort,
    int taskManagers,
    List<GatewayPorts> gateways,
    String drainCa) {

  static final String HOST = "127.0.0.1";

  /** TaskManager N has this plus N as the last number of its address, as if on its own machine. */
  private static final int FIRST_TASK_MANAGER = 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where one gateway listens. */
  record GatewayPorts(int api, int ingest, int syslog) {}

  static ClusterPlan read(Path file) {
    if (Files.notExists(file)) {
      throw new StartException("there is no cluster in " + file.getParent());
    }
    try {
      return JSON.readValue(file.toFile(), ClusterPlan.class);
    } catch (IOException e) {
      throw new StartException("cannot read " + file + ": " + StartException.reason(e), e);
    }
  }

  void write(Path file) throws IOException {
    PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  ClusterPlan withTaskManagers(int number) {
    return new ClusterPlan(
        kafkaPort,
        rpcPort,
        restPort,
        proxyPort,
        stateServerPort,
        metricsPort,
        number,
        gateways,
        drainCa);
  }

  /** All parts, in the order in which they are started. */
  @JsonIgnore
  List<Part> parts() {
    List<Part> parts = new ArrayList<>(List.of(Part.KAFKA, Part.JOBMANAGER));
    Stream.concat(
            IntStream.rangeClosed(1, taskManagers).mapToObj(Part::taskManager),
            IntStream.rangeClosed(1, gateways.size()).mapToObj(Part::gateway))
        .forEach(parts::add);
    parts.add(Part.SUPERVISOR);
    return parts;
  }

  /**
   * @throws StartException if the cluster has no such part
   */
  void require(Part part) {
    if (!parts().contains(part)) {
      throw new StartException("this cluster has no part " + part);
    }
  }

  @JsonIgnore
  String bootstrap() {
    return HOST + ":" + kafkaPort;
  }

  @JsonIgnore
  URI rest() {
    return URI.create("http://" + HOST + ":" + restPort);
  }

  static String taskManagerHost(int number) {
    return "127.0.0." + (FIRST_TASK_MANAGER + number);
  }

  URI api(int gateway) {
    return URI.create("http://" + HOST + ":" + gateways.get(gateway - 1).api());
  }

  URI ingest(int gateway) {
    return URI.create("http://" + HOST + ":" + gateways.get(gateway - 1).ingest());
  }

  String syslog(int gateway) {
    return HOST + ":" + gateways.get(gateway - 1).syslog();
  }
}
