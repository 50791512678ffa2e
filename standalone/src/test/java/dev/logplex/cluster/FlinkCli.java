package dev.logplex.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.client.cli.CliFrontend;

/** Flink's own command line, as its {@code bin/flink} runs it. */
final class FlinkCli {

  private FlinkCli() {}

  /** Gives a command; returns what it printed. */
  static String run(Path confDirectory, String... args) throws Exception {
    Installation installation = Installation.current();
    List<String> line =
        new ArrayList<>(
            List.of(
                installation.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-Dlog4j2.configurationFile=" + installation.logging(),
                "-cp",
                installation.flinkClassPath(),
                CliFrontend.class.getName()));
    line.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("FLINK_CONF_DIR", confDirectory.toString());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
