package dev.logplex.gateway.http;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that take their time cannot keep others from being served. */
class SlowClientsTest {

  private static final Duration HEAD_TIME = Duration.ofSeconds(1);
  private static final Duration BODY_TIME = Duration.ofMillis(300);
  private static final String HALF_A_HEAD = "POST /logs HTTP/1.1\r\nHost: slow\r\nX-Header: ";

  private final BodyMemory bodies = new BodyMemory(1 << 20);
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  void twoHundredHalfHeadsDisturbNobodyAndAreClosed() throws Exception {
    start(300);
    for (int i = 0; i < 200; i++) {
      connect(HALF_A_HEAD);
    }

    for (int i = 0; i < 20; i++) {
      assertThat(quick().status()).isEqualTo(200);
    }
    for (Socket socket : sockets) {
      assertThat(isClosedByServer(socket)).isTrue();
    }
  }

  @Test
  void octetsNowAndThenDoNotKeepAHeadAlive() throws Exception {
    start(10);
    Socket socket = connect(HALF_A_HEAD);

    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(10))
        .until(() -> breaksWhenWritten(socket));
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws Exception {
    start(10);

    assertThat(isClosedByServer(connect(""))).isTrue();
  }

  @Test
  void aConnectionBetweenRequestsStaysOpen() throws Exception {
    start(10);
    Socket socket = connect("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
    Socket silent = connect("");
    assertThat(isClosedByServer(silent)).isTrue();

    write(socket, "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
  }

  @Test
  void aBodyThatTakesTooLongIsAnswered408AndGivesItsRoomBack() throws Exception {
    start(10);
    Socket socket = connect("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na");
    await().until(() -> bodies.used() > 0);
    long start = System.nanoTime();
    await().until(() -> System.nanoTime() - start > BODY_TIME.toNanos());

    write(socket, "b");

    Response response = RawHttp.read(socket.getInputStream());
    assertThat(response.status()).isEqualTo(408);
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(isClosedByServer(socket)).isTrue();
    await().until(() -> bodies.used() == 0);
  }

  @Test
  void connectionsAboveTheBoundWaitForOthersToEnd() throws Exception {
    start(2);
    for (int i = 0; i < 2; i++) {
      Socket socket = connect("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
    }
    Socket third = connect("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
    await().during(Duration.ofMillis(300)).until(() -> third.getInputStream().available() == 0);

    sockets.get(0).close();

    assertThat(RawHttp.read(third.getInputStream()).status()).isEqualTo(200);
  }

  private void start(int connections) {
    server =
        HttpServer.start(
            "test",
            "127.0.0.1",
            0,
            20_000,
            HEAD_TIME,
            connections,
            Map.of(
                "/quick",
                StaticResource.get(() -> Answer.text(200, "text/plain", "quick")),
                "/body",
                new BodyResource()),
            ctx -> Answer.empty(404));
  }

  private Socket connect(String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(15_000);
    sockets.add(socket);
    write(socket, text);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private Response quick() throws IOException {
    return RawHttp.request(server.port(), "GET", "/quick", NO_BODY);
  }

  private static boolean isClosedByServer(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static boolean breaksWhenWritten(Socket socket) {
    try {
      write(socket, "a");
      return false;
    } catch (IOException broken) {
      return true;
    }
  }

  private final class BodyResource implements Resource {
    @Override
    public Set<String> methods() {
      return Set.of("POST");
    }

    @Override
    public void handle(Context ctx) {
      ctx.future(
          () ->
              bodies
                  .during(
                      RequestBody.expected(ctx.req(), 1000),
                      Duration.ofSeconds(1),
                      room -> RequestBody.read(ctx.req(), 1000, BODY_TIME, room))
                  .handle(
                      (body, failure) -> {
                        int status = failure == null ? 204 : 408;
                        Answer.empty(status).with("Connection", "close").send(ctx);
                        return null;
                      }));
    }
  }
}
