package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/logplex up} from start to end, as a user has it. */
@Tag("alone")
class UpIT {

  /** Far more than it takes: the machine may be busy with other tests. */
  private static final Duration READY_LIMIT = Duration.ofSeconds(120);

  private static final Duration READ_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  @TempDir Path data;

  @Test
  void linesAreReadBackStopsAreCleanAndTheNextStartContinues() throws Exception {
    String token;
    String password;
    try (LogplexCommand logplex = LogplexCommand.up(data)) {
      JsonNode endpoints = logplex.awaitReady(READY_LIMIT);
      assertThat(endpoints.get("pid").asLong()).isEqualTo(logplex.pid());
      assertThat(permissions("endpoints.json")).isEqualTo("rw-------");
      assertThat(permissions("secret.key")).isEqualTo("rw-------");
      password = endpoints.get("password").asText();

      LogplexClient client = new LogplexClient(endpoints);
      token = client.token("app-1");
      client.post(token, LogplexClient.lines("line ", 1, 3));
      awaitHistory(client, LogplexClient.lines("line ", 1, 3));
      aSecondOneOnTheSameDirectoryIsRefused(logplex.pid());

      logplex.terminate();
      assertThat(logplex.awaitExit(STOP_LIMIT)).isZero();
      assertThat(data.resolve("endpoints.json")).doesNotExist();
      assertThat(logplex.output()).noneMatch(line -> line.contains(password));
    }
    try (LogplexCommand logplex = LogplexCommand.up(data)) {
      JsonNode endpoints = logplex.awaitReady(READY_LIMIT);
      assertThat(endpoints.get("password").asText()).isEqualTo(password);
      LogplexClient client = new LogplexClient(endpoints);
      assertThat(client.history("app-1", 10)).isEqualTo(LogplexClient.lines("line ", 1, 3));
      assertThat(client.token("app-1")).isEqualTo(token);
      client.post(token, LogplexClient.lines("line ", 4, 5));
      awaitHistory(client, LogplexClient.lines("line ", 1, 5));
      sendSyslog(endpoints.get("syslog").asText(), token, "line 6");
      awaitHistory(client, LogplexClient.lines("line ", 1, 6));
    }
    assertThat(Files.readString(data.resolve("logs/logplex.log"))).doesNotContain(password);
  }

  private void aSecondOneOnTheSameDirectoryIsRefused(long owner) throws Exception {
    try (LogplexCommand second = LogplexCommand.up(data)) {
      assertThat(second.awaitExit(READ_LIMIT)).isEqualTo(1);
      assertThat(second.output())
          .containsExactly(
              "logplex: the data directory " + data + " is in use by process " + owner);
    }
    assertThat(data.resolve("endpoints.json")).exists();
  }

  private static void sendSyslog(String address, String token, String content) throws Exception {
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    try (Socket socket = new Socket(address.substring(0, colon), port)) {
      String message = "<190>1 2026-03-01T08:15:30Z vm7 " + token + " web.1 - - " + content;
      String frame = message.length() + " " + message;
      socket.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void awaitHistory(LogplexClient client, List<String> lines) {
    await()
        .atMost(READ_LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(client.history("app-1", 10)).isEqualTo(lines));
  }

  private String permissions(String file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file)));
  }
}
