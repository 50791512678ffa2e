package dev.logplex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.RawHttp.Response;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients see of a gateway that was told to stop, before it does. */
class GatewayLeavingTest {

  private static final String REQUEST = "GET /v3/healthcheck HTTP/1.1\r\nHost: a\r\n\r\n";

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @Test
  void serves_on_but_sends_everybody_elsewhere() throws Exception {
    try (Socket kept = new Socket("127.0.0.1", gateway.apiPort())) {
      assertThat(exchange(kept)).startsWith("HTTP/1.1 200").doesNotContain("close");
      gateway.leave(Duration.ZERO);
      assertThat(exchange(kept)).startsWith("HTTP/1.1 503").contains("Connection: close");
      assertThat(kept.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(status(gateway.ingestPort(), "/healthcheck")).isEqualTo(503);
    assertThat(status(gateway.apiPort(), "/metrics")).isEqualTo(200);
  }

  private static int status(int port, String path) throws Exception {
    Response answer = RawHttp.request(port, "GET", path, TestGateway.NO_BODY);
    return answer.status();
  }

  private static String exchange(Socket socket) throws Exception {
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[4096];
    int length = socket.getInputStream().read(answer);
    return new String(answer, 0, length, StandardCharsets.US_ASCII);
  }
}
