package dev.logplex.cluster;

import dev.logplex.gateway.GatewayMain;
import dev.logplex.standalone.Credentials;
import dev.logplex.standalone.DataDirectory;
import dev.logplex.standalone.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/** Knows each part's command line. */
final class Launcher {

  private final Installation installation;
  private final DataDirectory data;
  private final Credentials credentials;

  Launcher(Installation installation, DataDirectory data, Credentials credentials) {
    this.installation = installation;
    this.data = data;
    this.credentials = credentials;
  }

  /** Prepares a part's directories, clears what an earlier process of it left, and says how. */
  Launch prepare(Part part, ClusterPlan plan) throws IOException {
    Path tmp = data.tmp().resolve(part.name());
    DirectoryTree.delete(tmp);
    Files.createDirectories(tmp);
    Files.createDirectories(data.logs());
    List<String> command = new ArrayList<>();
    command.add(installation.java().toString());
    command.addAll(installation.javaOptions());
    command.add("-Djava.io.tmpdir=" + tmp);
    command.addAll(
        switch (part.kind()) {
          case KAFKA -> kafka(plan);
          case JOBMANAGER, TASKMANAGER -> flink(part, plan, tmp);
          case GATEWAY -> gateway(part, plan);
          case SUPERVISOR -> supervisor();
        });
    return new Launch(
        command,
        part.kind() == Part.Kind.GATEWAY
            ? Map.of(
                Credentials.USER_VARIABLE, credentials.user(),
                Credentials.PASSWORD_VARIABLE, credentials.password())
            : Map.of(),
        log(part));
  }

  Path log(Part part) {
    return data.logs().resolve(part.name() + ".log");
  }

  private List<String> kafka(ClusterPlan plan) {
    return List.of(
        "-Xmx320m",
        logging(),
        "-cp",
        installation.classPath(),
        KafkaMain.class.getName(),
        data.kafka().toString(),
        Integer.toString(plan.kafkaPort()));
  }

  private List<String> flink(Part part, ClusterPlan plan, Path tmp) throws IOException {
    Configuration conf = FlinkConf.of(installation.flinkConf(), data, plan, part, tmp);
    Path directory = data.root().resolve("conf").resolve(part.name());
    FlinkConf.write(conf, directory);
    boolean jobManager = part.kind() == Part.Kind.JOBMANAGER;
    String memory =
        jobManager
            ? JobManagerProcessUtils.generateJvmParametersStr(
                JobManagerProcessUtils.processSpecFromConfig(conf), conf)
            : ProcessMemoryUtils.generateJvmParametersStr(
                TaskExecutorProcessUtils.processSpecFromConfig(conf));
    List<String> command = new ArrayList<>(List.of(memory.strip().split(" +")));
    command.add(logging());
    // The job's main method runs in the JobManager when the job is submitted.
    command.add("--add-opens=java.base/java.util=ALL-UNNAMED");
    command.addAll(List.of("-cp", installation.flinkClassPath()));
    command.add(
        jobManager
            ? StandaloneSessionClusterEntrypoint.class.getName()
            : TaskManagerRunner.class.getName());
    command.addAll(List.of("--configDir", directory.toString()));
    if (jobManager) {
      command.addAll(List.of("--executionMode", "cluster"));
    }
    return command;
  }

  private List<String> gateway(Part part, ClusterPlan plan) {
    ClusterPlan.GatewayPorts ports = plan.gateways().get(part.number() - 1);
    List<String> command =
        new ArrayList<>(
            List.of(
                "-Xmx320m",
                "-cp",
                installation.classPath(),
                GatewayMain.class.getName(),
                "--host=" + ClusterPlan.HOST,
                "--api-port=" + ports.api(),
                "--ingest-port=" + ports.ingest(),
                "--syslog-port=" + ports.syslog(),
                "--gateway-id=" + part.name(),
                "--internal-url=http://" + ClusterPlan.HOST + ":" + ports.api(),
                "--kafka=" + plan.bootstrap(),
                "--flink-rest=" + plan.rest(),
                "--state-proxies=:" + plan.proxyPort(),
                "--key-file=" + data.secretKey(),
                "--allow-private-drains"));
    if (plan.drainCa() != null) {
      command.add("--drain-ca-file=" + plan.drainCa());
    }
    return command;
  }

  private List<String> supervisor() {
    return List.of(
        "-Xmx96m",
        "-XX:+UseSerialGC",
        "-Dlogplex.home=" + installation.home(),
        logging(),
        "-cp",
        installation.classPath(),
        SupervisorMain.class.getName(),
        data.root().toString());
  }

  private String logging() {
    return "-Dlog4j2.configurationFile=" + installation.logging();
  }
}
