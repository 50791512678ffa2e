package dev.logplex.gateway;

import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.RawHttp.Response;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two readers of HTTP could understand differently, and unusual ones. */
class HttpFormsTest {

  private static final String BODY = frame("<190>1 T h x web.1 - - a line");

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  /** {@code L} stands for the length of the body, {@code ^} for a line break. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: L^Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked^Content-Length: 4",
        "Content-Length: L^Content-Length: L",
        "Content-Length: L^Content-Length: 4",
        "Content-Length: L, L",
        "Content-Length: +L",
        "Content-Length: -1",
        "Content-Length: 0x10",
        "Content-Length: 99999999999999999999",
        "Content-Length : L",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked^Transfer-Encoding: chunked",
        "Content-Length: L^ folded",
        "Content-Length: L^no colon",
        "Content-Length: L^X: a\0b",
        "Content-Length: L^Host: another",
      })
  void refusesABodyWhoseLengthIsNotClear(String headers) throws Exception {
    String text =
        headers.replace("L,", BODY.length() + ",").replaceAll("L(?=\\^|$)", "" + BODY.length());
    Response response = post(text.replace("^", "\r\n"), chunked(BODY));

    assertThat(response.status()).isEqualTo(400);
    assertThat(gateway.published).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "fffffffffffffffff", "", " 5", "0x5", "5\n", "g"})
  void refusesChunksThatAreNone(String size) throws Exception {
    String rest = "\r\n" + BODY + "\r\n0\r\n\r\n";

    assertThat(post("Transfer-Encoding: chunked", size + rest).status()).isIn(400, 413);
    assertThat(gateway.published).isEmpty();
  }

  /** The rest of such a chunk could still come, so the client says that it does not. */
  @ParameterizedTest
  @ValueSource(strings = {"80000000", "7a1201"})
  void refusesAChunkThatIsCutOff(String size) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", gateway.ingestPort())) {
      socket.setSoTimeout(15_000);
      String request = head("Transfer-Encoding: chunked") + size + "\r\n" + BODY + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();

      assertThat(RawHttp.read(socket.getInputStream()).status()).isIn(400, 413);
    }
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void takesExtensionsAndTrailersOfChunks() throws Exception {
    String size = Integer.toHexString(BODY.length());

    Response response =
        post(
            "Transfer-Encoding: chunked",
            size + ";a=b;c=\"d\"\r\n" + BODY + "\r\n0\r\nX-Trailer: 1\r\n\r\n");

    assertThat(response.status()).isEqualTo(204);
    assertThat(gateway.published).hasSize(1);
  }

  @Test
  void doesNotTakeABodyThatEndsEarly() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", gateway.ingestPort())) {
      socket.getOutputStream().write(octets(head("Content-Length: 500") + BODY));
      socket.shutdownOutput();
      assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(400);
    }
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void takesManyAndLongHeaders() throws Exception {
    String many =
        IntStream.range(0, 200).mapToObj(i -> "X-" + i + ": y").collect(Collectors.joining("\r\n"));
    String length = "\r\nContent-Length: " + BODY.length();

    assertThat(post(many + length, BODY).status()).isEqualTo(204);
    assertThat(post("X: " + "v".repeat(8_000) + length, BODY).status()).isEqualTo(204);
    assertThat(post("X: " + "v".repeat(17_000) + length, BODY).status()).isEqualTo(431);
  }

  @Test
  void answersPipelinedRequestsInTheirOrderAlsoBehindOneThatFails() throws Exception {
    String good = head("Content-Length: " + BODY.length()) + BODY;
    String bad = head("Content-Length: 3") + "abc";
    List<Integer> answers = new ArrayList<>();
    try (Socket socket = new Socket("127.0.0.1", gateway.ingestPort())) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(octets(good + good + bad + good));
      InputStream in = socket.getInputStream();
      for (int i = 0; i < 4; i++) {
        answers.add(RawHttp.read(in).status());
      }
    }
    assertThat(answers).containsExactly(204, 204, 400, 204);
    assertThat(gateway.published).hasSize(3);
  }

  @Test
  void speaksHttp10() throws Exception {
    String head =
        "POST /logs HTTP/1.0\r\n"
            + basic("token", gateway.token("app"))
            + "\r\nContent-Type: application/logplex-1\r\nContent-Length: "
            + BODY.length()
            + "\r\n\r\n";

    assertThat(RawHttp.send(gateway.ingestPort(), head, octets(BODY)).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /logs HTTP/2.0               | 426",
        "PRI * HTTP/2.0                    | 426",
        "GET /healthcheck                  | 505",
        "POST /logs HTTP/1.1 x             | 400",
        "GET http://other/healthcheck HTTP/1.1 | 400",
        "CONNECT /logs HTTP/1.1            | 400",
        "GET /%zz HTTP/1.1                 | 400",
        "GET /%00 HTTP/1.1                 | 400",
        "GET /%E4 HTTP/1.1                 | 400",
      })
  void refusesWhatIsNoRequest(String line, int status) throws Exception {
    Response response = RawHttp.send(gateway.apiPort(), line + "\r\nHost: x\r\n\r\n", NO_BODY);

    assertThat(response.status()).isEqualTo(status);
  }

  @Test
  void doesNotDecodeThePathOfIngest() throws Exception {
    for (String path :
        List.of("/%6cogs", "/LOGS", "/logs;a=b", "/logs//", "//logs", "/x/../logs")) {
      assertThat(RawHttp.request(gateway.ingestPort(), "POST", path, octets(BODY)).status())
          .as(path)
          .isEqualTo(404);
    }
    assertThat(RawHttp.request(gateway.ingestPort(), "GET", "/logs?a=b", NO_BODY).status())
        .isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({
    "/v3/channels/app-1, 'GET, PUT, DELETE'",
    "/v3/channels/app-1/drains/7, 'PUT, DELETE'",
    "/v3/channels/app-1/logs, GET",
    "/v3/sessions/a/b, POST",
    "/logs, POST",
    "/metrics, GET",
  })
  void refusesMethodsNobodyKnowsLikeAnyOther(String path, String allow) throws Exception {
    for (String method : List.of("PROPFIND", "FOO", "get")) {
      Response response = RawHttp.request(gateway.apiPort(), method, path, NO_BODY);
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("allow")).isEqualTo(allow);
    }
  }

  @Test
  void doesNotKnowPathsThatOnlyResembleOurs() throws Exception {
    for (String path : List.of("/v3/channels/", "/v3/channels/a/b", "/channels/7/info", "/no")) {
      assertThat(RawHttp.request(gateway.apiPort(), "FOO", path, NO_BODY).status()).isEqualTo(404);
    }
  }

  private static Response post(String headers, String body) throws Exception {
    return RawHttp.send(
        gateway.ingestPort(), head(headers), body.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String head(String headers) {
    return "POST /logs HTTP/1.1\r\nHost: x\r\n"
        + basic("token", gateway.token("app"))
        + "\r\nContent-Type: application/logplex-1\r\n"
        + headers
        + "\r\n\r\n";
  }

  private static String chunked(String body) {
    return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
  }
}
