package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.ingest.syslog.SyslogSettings;
import dev.logplex.kafka.TopicSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UpCommandTest {

  private static final String[] FREE_PORTS = {
    "--api-port=0", "--ingest-port=0", "--syslog-port=0", "--ui-port=0"
  };

  @TempDir Path temp;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void defaultsAreThoseOfTheDocumentation() {
    UpCommand up = new UpCommand(System.out, System.err, Map.of());
    new CommandLine(up).parseArgs();
    assertThat(up.options())
        .isEqualTo(
            new UpOptions(
                Path.of("data"),
                "127.0.0.1",
                8001,
                8601,
                SyslogSettings.listening(6001, null),
                8081,
                null,
                null,
                null,
                new TopicSettings(new TopicSettings.Logs(4, Duration.ofHours(24), 1 << 30), 4, 0),
                Duration.ofSeconds(10),
                Map.of()));
  }

  @Test
  void aPortInUseIsNamedWithItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(up("--data-dir=" + temp, "--ui-port=" + port)).isEqualTo(1);
      assertThat(errors()).isEqualTo("logplex: 127.0.0.1 port " + port + " (--ui-port) is in use");
    }
  }

  @Test
  void nonsenseIsRefusedInOneSentence() throws Exception {
    assertThat(up("--api-port=70000")).isEqualTo(1);
    assertThat(errors()).isEqualTo("logplex: --api-port must be from 0 to 65535, not 70000");
    int port = Ports.free();
    assertThat(up("--api-port=" + port, "--ingest-port=" + port)).isEqualTo(1);
    assertThat(errors()).isEqualTo("logplex: --api-port and --ingest-port are both " + port);
    assertThat(up("--host=no.such.host.invalid")).isEqualTo(1);
    assertThat(errors()).isEqualTo("logplex: the host no.such.host.invalid (--host) is unknown");
    assertThat(up("--syslog-port=none")).isEqualTo(1);
    assertThat(errors())
        .isEqualTo("logplex: --syslog-port must be off or from 0 to 65535, not none");
    assertThat(up("--syslog-tls-port=0")).isEqualTo(1);
    assertThat(errors())
        .isEqualTo("logplex: --syslog-tls-port needs --syslog-tls-cert and --syslog-tls-key");
    assertThat(up("--checkpoint-interval=0")).isEqualTo(1);
    assertThat(errors()).isEqualTo("logplex: --checkpoint-interval 0 is not from 1 to 600 seconds");
    Path file = Files.writeString(temp.resolve("ca.pem"), "not a certificate");
    assertThat(up("--drain-ca=" + file)).isEqualTo(1);
    assertThat(errors()).startsWith("logplex: " + file + " (--drain-ca) ").doesNotContain("\n");
    assertThat(up("--drain-client-cert=" + file)).isEqualTo(1);
    assertThat(errors())
        .isEqualTo("logplex: --drain-client-cert and --drain-client-key must be given together");
    assertThat(up("--drain-client-cert=" + file, "--drain-client-key=" + file)).isEqualTo(1);
    assertThat(errors())
        .startsWith("logplex: " + file + " and " + file + " (--drain-client-cert, ")
        .doesNotContain("\n");
    assertThat(up("--data-dir=" + file)).isEqualTo(1);
    assertThat(errors()).startsWith("logplex: the data directory " + file).doesNotContain("\n");
  }

  private int up(String... arguments) {
    err.reset();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    CommandLine line = new CommandLine(new UpCommand(stream, stream, Map.of()));
    line.setOverwrittenOptionsAllowed(true);
    String[] all = new String[FREE_PORTS.length + arguments.length];
    System.arraycopy(FREE_PORTS, 0, all, 0, FREE_PORTS.length);
    System.arraycopy(arguments, 0, all, FREE_PORTS.length, arguments.length);
    return line.execute(all);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }
}
