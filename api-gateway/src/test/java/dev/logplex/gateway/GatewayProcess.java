package dev.logplex.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as it is started on a machine of its own, on free ports. */
final class GatewayProcess implements AutoCloseable {

  static final String USER = "operator";
  static final String PASSWORD = "secret of the operator";

  private static final Pattern READY =
      Pattern.compile("Logplex gateway is ready: API on port (\\d+), ingest on port (\\d+)");

  private final Process process;
  private final Path errors;
  private final int apiPort;
  private final int ingestPort;

  private GatewayProcess(Process process, Path errors, Matcher ready) {
    this.process = process;
    this.errors = errors;
    this.apiPort = Integer.parseInt(ready.group(1));
    this.ingestPort = Integer.parseInt(ready.group(2));
  }

  /** Starts one of several gateways and returns when it serves. */
  static GatewayProcess start(String id, String bootstrapServers, Path keyFile) throws IOException {
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
            "--syslog-port=0",
            "--internal-url=http://127.0.0.1:0",
            "--gateway-id=" + id,
            "--kafka=" + bootstrapServers,
            "--key-file=" + keyFile);
    builder.environment().putAll(Map.of("LOGPLEX_USER", USER, "LOGPLEX_PASSWORD", PASSWORD));
    Path errors = Files.createTempFile(keyFile.getParent(), "gateway-" + id, ".log");
    Process process = builder.redirectError(errors.toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return new GatewayProcess(process, errors, ready);
      }
    }
    throw new IOException("the gateway ended: " + Files.readString(errors));
  }

  int apiPort() {
    return apiPort;
  }

  int ingestPort() {
    return ingestPort;
  }

  /** What it has logged so far. */
  String log() throws IOException {
    return Files.readString(errors);
  }

  /** Sends an API request as the operator. */
  RawHttp.Response api(String method, String path, String body) throws IOException {
    List<String> headers =
        body == null
            ? List.of(TestGateway.basic(USER, PASSWORD))
            : List.of(TestGateway.basic(USER, PASSWORD), "Content-Type: application/json");
    return RawHttp.request(
        apiPort,
        method,
        path,
        body == null ? TestGateway.NO_BODY : TestGateway.octets(body),
        headers.toArray(String[]::new));
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
