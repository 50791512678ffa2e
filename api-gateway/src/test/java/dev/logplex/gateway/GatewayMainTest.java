package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway as a process of its own. */
class GatewayMainTest {

  private static final String USER = "A".repeat(32);
  private static final String PASSWORD = "B".repeat(64);
  private static final Pattern READY =
      Pattern.compile("Logplex gateway is ready: API on port (\\d+), ingest on port (\\d+)");

  @TempDir private Path directory;

  @Test
  void finishesRequestsUnderWayWhenItIsToldToStopAndLogsToStandardError() throws Exception {
    Path log = directory.resolve("stderr");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      Process process = start(kafka.bootstrapServers(), log);
      try {
        Matcher ready = ready(process);
        int apiPort = Integer.parseInt(ready.group(1));
        int ingestPort = Integer.parseInt(ready.group(2));
        String token = token(apiPort);
        assertThat(RawHttp.request(apiPort, "GET", "/nothing", TestGateway.NO_BODY).status())
            .isEqualTo(404);

        byte[] body = octets(frame("<1>1 T h app web.1 - - a"));
        try (Socket socket = new Socket("127.0.0.1", ingestPort)) {
          socket.setSoTimeout(20_000);
          socket.getOutputStream().write(octets(head(token, body.length)));
          socket.getOutputStream().write(body, 0, 5);
          awaitRequest(apiPort);

          process.destroy();
          await().until(() -> refuses(ingestPort));
          socket.getOutputStream().write(body, 5, body.length - 5);

          assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(204);
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    assertThat(Files.readString(log))
        .contains("INFO", "answered 404: there is no such path")
        .doesNotContain("SLF4J", "Exception", PASSWORD);
  }

  private Process start(String bootstrapServers, Path log) throws IOException {
    Path key = directory.resolve("secret.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx192m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            GatewayMain.class.getName(),
            "--host=127.0.0.1",
            "--api-port=0",
            "--ingest-port=0",
            "--syslog-port=off",
            "--leave-seconds=0",
            "--kafka=" + bootstrapServers,
            "--key-file=" + key);
    builder.environment().put("LOGPLEX_USER", USER);
    builder.environment().put("LOGPLEX_PASSWORD", PASSWORD);
    return builder.redirectError(log.toFile()).start();
  }

  private static Matcher ready(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line).isNotNull();
    Matcher ready = READY.matcher(line);
    assertThat(ready.find()).as(line).isTrue();
    return ready;
  }

  private static String token(int apiPort) throws IOException {
    Response created =
        RawHttp.request(
            apiPort,
            "PUT",
            "/v3/channels/app-1",
            octets("{\"tokens\":[\"app\"]}"),
            basic(USER, PASSWORD),
            "Content-Type: application/json");
    return new ObjectMapper().readTree(created.body()).get("tokens").get("app").asText();
  }

  private static String head(String token, int length) {
    return "POST /logs HTTP/1.1\r\nHost: x\r\n"
        + basic("token", token)
        + "\r\nContent-Type: application/logplex-1\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  /** Until the request is being read. */
  private static void awaitRequest(int apiPort) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(RawHttp.request(apiPort, "GET", "/metrics", TestGateway.NO_BODY).text())
                    .containsPattern("(?m)^logplex_bodies_octets [1-9]")
                    .contains("kafka_producer_", "jvm_memory_used_bytes", "process_uptime"));
  }

  private static boolean refuses(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }
}
