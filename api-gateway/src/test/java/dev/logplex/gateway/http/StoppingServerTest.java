package dev.logplex.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.RawHttp;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that stops while a request is under way, and connections that stayed open. */
class StoppingServerTest {

  private final CompletableFuture<Void> slow = new CompletableFuture<>();
  private final CompletableFuture<Void> arrived = new CompletableFuture<>();
  private final HttpServer server =
      HttpServer.start(
          "stopping",
          "127.0.0.1",
          0,
          5_000,
          10,
          Map.of("/slow", new Slow(), "/quick", StaticResource.anyMethod(() -> Answer.empty(204))),
          ctx -> Answer.empty(404));
  private final int port = server.port();

  @Test
  void tellsAClientToComeAgain() throws Exception {
    RawHttp.Response second = afterTheStopBegan("curl/8");

    assertThat(second == null || second.status() == 503).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"log-shuttle/0.18.0 (go1.13.8; linux; amd64; gc)", "Log-Shuttle"})
  void answersALogShuttleNothing(String agent) throws Exception {
    assertThat(afterTheStopBegan(agent)).isNull();
  }

  /** The answer to a second request on a connection; null for none. */
  private RawHttp.Response afterTheStopBegan(String agent) throws Exception {
    try (Socket kept = new Socket("127.0.0.1", port);
        Socket busy = new Socket("127.0.0.1", port)) {
      kept.setSoTimeout(10_000);
      send(kept, "/quick", agent);
      assertThat(RawHttp.read(kept.getInputStream()).status()).isEqualTo(204);
      send(busy, "/slow", agent);
      arrived.join();

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
      await().until(this::refusesConnections);
      try {
        send(kept, "/quick", agent);
        return RawHttp.read(kept.getInputStream());
      } catch (IOException reset) {
        return null;
      } finally {
        slow.complete(null);
        stopped.join();
      }
    }
  }

  private boolean refusesConnections() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return !socket.isConnected();
    } catch (IOException refused) {
      return true;
    }
  }

  private static void send(Socket socket, String path, String agent) throws IOException {
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nUser-Agent: "
            + agent
            + "\r\nContent-Length: 0\r\n";
    socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Answers when the test says so. */
  private final class Slow implements Resource {

    @Override
    public Set<String> methods() {
      return Set.of("POST");
    }

    @Override
    public void handle(Context ctx) {
      arrived.complete(null);
      ctx.future(() -> slow.thenRun(() -> Answer.empty(204).send(ctx)));
    }
  }
}
