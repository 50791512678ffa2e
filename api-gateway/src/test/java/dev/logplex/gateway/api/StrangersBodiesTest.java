package dev.logplex.gateway.api;

import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.ingest.IngestLimits;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StrangersBodiesTest {

  /** Room for eight bodies of the API at once. */
  @RegisterExtension
  static final TestGateway gateway = new TestGateway(new IngestLimits(0, 0, 10, 8 << 20));

  @Test
  void manyBodiesThatNeverEndKeepNobodyWaitingWhoHasCredentials() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        Socket socket = new Socket("127.0.0.1", gateway.apiPort());
        strangers.add(socket);
        socket
            .getOutputStream()
            .write(
                octets(
                    "POST /v3/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100000\r\n\r\n{"));
      }
      await().until(() -> firstAnswered(strangers).isPresent());
      Socket refused = firstAnswered(strangers).orElseThrow();
      assertThat(RawHttp.read(refused.getInputStream()).status()).isEqualTo(503);

      assertThat(gateway.api("POST", "/v3/sessions", "{\"channel_id\":\"app-1\"}").status())
          .isEqualTo(201);
    } finally {
      for (Socket socket : strangers) {
        socket.close();
      }
    }
  }

  private static Optional<Socket> firstAnswered(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      if (socket.getInputStream().available() > 0) {
        return Optional.of(socket);
      }
    }
    return Optional.empty();
  }
}
