package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.RawHttp.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GatewayShutdownTest {

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @Test
  void finishesWhatIsUnderWayAndTakesNothingNew() throws Exception {
    int port = gateway.ingestPort();
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    gateway.publishing = () -> acknowledged;
    CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> post(port));
    await().until(() -> !gateway.published.isEmpty());

    CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
    await()
        .untilAsserted(
            () -> assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class));
    assertThat(answer).isNotDone();
    assertThat(closed).isNotDone();

    acknowledged.complete(null);
    assertThat(answer.get().status()).isEqualTo(204);
    closed.get();
  }

  private static void connect(int port) throws Exception {
    new Socket("127.0.0.1", port).close();
  }

  private static Response post(int port) {
    try {
      return RawHttp.request(
          port,
          "POST",
          "/logs",
          octets(frame("<1>1 T h app web.1 - - a")),
          basic("token", gateway.token("app")),
          "Content-Type: application/logplex-1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
