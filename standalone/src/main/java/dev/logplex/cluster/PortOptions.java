package dev.logplex.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Where the parts listen; 0, the default of all, means any free port. */
final class PortOptions {

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "API of the first gateway, the others behind it (default: any free ones).")
  private int apiPort;

  @Option(
      names = "--ingest-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "POST /logs alone of the first gateway, the others behind it (default: any).")
  private int ingestPort;

  @Option(
      names = "--syslog-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "syslog of the first gateway, the others behind it (default: any).")
  private int syslogPort;

  @Option(
      names = "--ui-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Flink's REST API and UI (default: any).")
  private int uiPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Kafka (default: any).")
  private int kafkaPort;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Metrics of the JobManager for Prometheus, those of the TaskManagers behind it; on all"
              + " addresses, which Flink's reporter cannot limit (default: none).")
  private Integer metricsPort;

  /** Chooses all ports. */
  ClusterPlan plan(int taskManagers, int gateways, String drainCa) {
    PortChoice choice = new PortChoice();
    String host = ClusterPlan.HOST;
    String other = ClusterPlan.taskManagerHost(1);
    List<ClusterPlan.GatewayPorts> gatewayPorts = new ArrayList<>();
    IntStream.range(0, gateways)
        .forEach(
            i ->
                gatewayPorts.add(
                    new ClusterPlan.GatewayPorts(
                        choice.port("--api-port", host, behind(apiPort, i)),
                        choice.port("--ingest-port", host, behind(ingestPort, i)),
                        choice.port("--syslog-port", host, behind(syslogPort, i)))));
    if (metricsPort != null) {
      for (int i = 0; i <= taskManagers; i++) {
        choice.port("--metrics-port", "0.0.0.0", metricsPort + i);
      }
    }
    return new ClusterPlan(
        choice.port("--kafka-port", host, kafkaPort),
        choice.port("rpc", host, 0),
        choice.port("--ui-port", host, uiPort),
        choice.port("state proxy", other, 0),
        choice.port("state server", other, 0),
        metricsPort,
        taskManagers,
        gatewayPorts,
        drainCa);
  }

  private static int behind(int first, int steps) {
    return first == 0 ? 0 : first + steps;
  }
}
