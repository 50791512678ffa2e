package dev.logplex.gateway.ingest;

import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import dev.logplex.model.LogBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /logs}, row by row. */
class IngestContractTest {

  private static final String TYPE = "Content-Type: application/logplex-1";
  private static final String SENT =
      frame("<190>1 2026-03-01T08:15:30.000123+00:00 vm7 t.x web.1 - - cache warmed");
  private static final String KEPT =
      frame("<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - cache warmed\n");

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  // Order of checks

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW"})
  void refusesOtherMethodsBeforeItLooksAtCredentials(String method) throws Exception {
    Response response = RawHttp.request(gateway.ingestPort(), method, "/logs", octets(""));

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("allow")).isEqualTo("POST");
  }

  @Test
  void checksCredentialsBeforeTheContentType() throws Exception {
    assertThat(post(SENT, "Content-Type: text/plain").status()).isEqualTo(401);
  }

  @Test
  void checksTheContentTypeBeforeAccept() throws Exception {
    assertThat(post(SENT, token(), "Content-Type: text/plain", "Accept: image/png").status())
        .isEqualTo(415);
  }

  @Test
  void checksAcceptBeforeTheBody() throws Exception {
    Response response = post("garbage", token(), TYPE, "Accept: application/json");

    assertThat(response.status()).isEqualTo(406);
  }

  @Test
  void takesAnyAcceptThatAllowsText() throws Exception {
    assertThat(post(SENT, token(), TYPE, "Accept: */*").status()).isEqualTo(204);
    assertThat(post(SENT, token(), TYPE, "Accept: text/*;q=0.1").status()).isEqualTo(204);
    assertThat(post(SENT, token(), TYPE, "Accept: text/plain;q=0").status()).isEqualTo(406);
  }

  // Authentication

  @Test
  void writesToTheChannelOfTheToken() throws Exception {
    Response response = post(SENT, token(), TYPE);

    assertThat(response.statusLine()).isEqualTo("HTTP/1.1 204 No Content");
    assertThat(response.body()).isEmpty();
    assertThat(response.header("content-type")).isNull();
    assertThat(gateway.publishedFrames()).isEqualTo(KEPT);
    LogBatch batch = gateway.published.get(0);
    assertThat(batch.channel()).isEqualTo(TestGateway.CHANNEL);
    assertThat(batch.configVersion()).isEqualTo(gateway.channel().version());
    assertThat(batch.lines()).isEqualTo(1);
  }

  @Test
  void neverTrustsTheSourceThatAMessageNames() throws Exception {
    post(frame("<190>1 T h heroku router - - forged"), token(), TYPE);

    assertThat(gateway.publishedFrames()).isEqualTo(frame("<190>1 T host app router - forged\n"));
  }

  @Test
  void placesEachMessageByItsOwnTokenForACredThatMayWriteAnywhere() throws Exception {
    gateway.api("PUT", "/v3/channels/other", "{\"tokens\":[\"web\"]}");
    String other = gateway.config.channel("other").orElseThrow().tokens().get(0).id();
    String body =
        frame("<1>1 T h " + gateway.token("heroku") + " router - - one")
            + frame("<1>1 T h " + other + " p - - two")
            + frame("<1>1 T h " + gateway.token("app") + " web.1 - - three")
            + frame("<1>1 T h t.unknown web.1 - - four")
            + frame("<1>1 T h app web.1 - - five")
            + frame("no message at all");

    Response response = post(body, writer(), TYPE, "Logplex-Msg-Count: 6");

    assertThat(response.status()).isEqualTo(204);
    assertThat(gateway.published).hasSize(2);
    for (LogBatch batch : gateway.published) {
      assertThat(new String(batch.frames(), StandardCharsets.UTF_8))
          .isEqualTo(
              batch.channel().equals("other")
                  ? frame("<1>1 T host web p - two\n")
                  : frame("<1>1 T host heroku router - one\n")
                      + frame("<1>1 T host app web.1 - three\n"));
    }
  }

  @Test
  void forbidsACredThatMayNotWrite() throws Exception {
    Response response = post(SENT, basic(TestGateway.NOBODY, "none"), TYPE);

    String text = "Credential not permitted to write to any channel.";
    assertThat(response.statusLine()).isEqualTo("HTTP/1.1 403 " + text);
    assertThat(response.text()).isEqualTo(text);
    assertThat(response.header("www-authenticate")).isEqualTo("Basic realm=Logplex");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic !!!not base64!!!",
        "Authorization: Basic",
        "Authorization: Basic bm8gY29sb24=",
        "Authorization: Bearer abc",
        "Authorization: Basic " + TestGateway.AUTH_KEY,
        "X-Nothing: here"
      })
  void answers401ToCredentialsItCannotUse(String header) throws Exception {
    assertUnauthorized(post(SENT, header, TYPE));
  }

  @Test
  void answers401ToUnknownOrWrongCredentials() throws Exception {
    assertUnauthorized(post(SENT, basic("token", "t.11111111-2222-4333-8444-555555555555"), TYPE));
    assertUnauthorized(post(SENT, basic("Token", gateway.token("app")), TYPE));
    assertUnauthorized(post(SENT, basic(TestGateway.WRITER, "wrong"), TYPE));
    assertUnauthorized(post(SENT, basic("E".repeat(32), "write"), TYPE));
  }

  // Headers

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/logplex-1",
        "application/x-logplex-1",
        "application/logplex-1; charset=utf-8",
        "Application/Logplex-1"
      })
  void takesLogplexContentTypes(String type) throws Exception {
    assertThat(post(SENT, token(), "Content-Type: " + type).status()).isEqualTo(204);
  }

  @Test
  void refusesOtherContentTypesAndNone() throws Exception {
    assertThat(post(SENT, token(), "Content-Type: text/plain").status()).isEqualTo(415);
    assertThat(post(SENT, token()).status()).isEqualTo(415);
  }

  @Test
  void comparesTheCountHeaderWithTheFrames() throws Exception {
    assertThat(post(SENT + SENT, token(), TYPE, "Logplex-Msg-Count: 2").status()).isEqualTo(204);
    for (String count : List.of("1", "3", "two", "", "-2", "99999999999999")) {
      assertRefused(
          post(SENT + SENT, token(), TYPE, "Logplex-Msg-Count: " + count),
          "Message count mismatch");
    }
    assertThat(gateway.published).hasSize(1);
  }

  @Test
  void handsOverTheIdThatNamesTheRequest() throws Exception {
    post(SENT, token(), TYPE, "X-Request-Id: batch-1");
    post(SENT, token(), TYPE, "X-Request-Id: batch-2", "Logplex-Frame-Id: frame-2");
    post(SENT, token(), TYPE);

    assertThat(gateway.dedupeIds).containsExactly("batch-1", "frame-2", null);
  }

  @Test
  void takesAnEmptyNameForNoneAndKeepsNoLongOnes() throws Exception {
    post(SENT, token(), TYPE, "X-Request-Id:", "Logplex-Frame-Id:  ");
    post(SENT, token(), TYPE, "X-Request-Id: batch-1", "Logplex-Frame-Id:");
    post(SENT, token(), TYPE, "X-Request-Id: " + "a".repeat(129));
    post(SENT, token(), TYPE, "X-Request-Id: " + "a".repeat(130));

    assertThat(gateway.dedupeIds).startsWith(null, "batch-1").doesNotHaveDuplicates();
    assertThat(gateway.dedupeIds.subList(2, 4)).allMatch(id -> id.length() == 64);
  }

  @Test
  void inflatesGzipOfOneOrMoreMembers() throws Exception {
    byte[] two = concat(gzip(octets(SENT)), gzip(octets(SENT)));

    assertThat(post(gzip(octets(SENT)), token(), TYPE, "Content-Encoding: gzip").status())
        .isEqualTo(204);
    assertThat(post(two, token(), TYPE, "Content-Encoding: gzip").status()).isEqualTo(204);
    assertThat(gateway.publishedFrames()).isEqualTo(KEPT + KEPT + KEPT);
  }

  @Test
  void refusesDamagedGzip() throws Exception {
    byte[] good = gzip(octets(SENT));
    byte[] checksum = good.clone();
    checksum[good.length - 6]++;
    for (byte[] bad :
        List.of(
            octets(SENT),
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, 12),
            checksum,
            concat(good, octets("rubbish")))) {
      assertRefused(post(bad, token(), TYPE, "Content-Encoding: gzip"), "Bad request");
    }
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void ignoresOtherContentEncodings() throws Exception {
    assertThat(post(SENT, token(), TYPE, "Content-Encoding: br").status()).isEqualTo(204);
  }

  @Test
  void refusesABodyThatInflatesBeyondTheLimit() throws Exception {
    byte[] bomb = gzip(new byte[65 << 20]);

    Response response = post(bomb, token(), TYPE, "Content-Encoding: gzip");

    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).contains("67108864 octets");
  }

  @Test
  void refusesABodyAboveTheLimitBeforeItIsSent() throws Exception {
    String head =
        "POST /logs HTTP/1.1\r\nHost: x\r\n"
            + token()
            + "\r\n"
            + TYPE
            + "\r\nContent-Length: 8000001\r\nExpect: 100-continue\r\n\r\n";

    Response response = RawHttp.send(gateway.ingestPort(), head, octets(""));

    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).isEqualTo("Request body above 8000000 octets");
  }

  @Test
  void takesChunkedBodies() throws Exception {
    String head =
        "POST /logs HTTP/1.1\r\nHost: x\r\n"
            + token()
            + "\r\n"
            + TYPE
            + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    String half = SENT.substring(0, 20);
    String rest = SENT.substring(20);
    String body =
        Integer.toHexString(half.length())
            + "\r\n"
            + half
            + "\r\n"
            + Integer.toHexString(rest.length())
            + "\r\n"
            + rest
            + "\r\n0\r\n\r\n";

    assertThat(RawHttp.send(gateway.ingestPort(), head, octets(body)).status()).isEqualTo(204);
    assertThat(gateway.publishedFrames()).isEqualTo(KEPT);
  }

  @Test
  void refusesABodyWithBrokenChunks() throws Exception {
    String head =
        "POST /logs HTTP/1.1\r\nHost: x\r\n"
            + token()
            + "\r\n"
            + TYPE
            + "\r\nTransfer-Encoding: chunked\r\n\r\n";

    Response response = RawHttp.send(gateway.ingestPort(), head, octets("zz\r\nrubbish\r\n"));

    assertThat(response.status()).isEqualTo(400);
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void asksForTheBodyOfAClientThatWaitsForIt() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", gateway.ingestPort())) {
      socket
          .getOutputStream()
          .write(
              octets(
                  "POST /logs HTTP/1.1\r\nHost: x\r\n"
                      + token()
                      + "\r\n"
                      + TYPE
                      + "\r\nExpect: 100-continue\r\nContent-Length: "
                      + SENT.length()
                      + "\r\n\r\n"));
      assertThat(RawHttp.read(socket.getInputStream()).statusLine())
          .isEqualTo("HTTP/1.1 100 Continue");
      socket.getOutputStream().write(octets(SENT));
      assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(204);
    }
  }

  // Outcomes

  @Test
  void acceptsNothingAtAll() throws Exception {
    assertThat(post("", token(), TYPE).status()).isEqualTo(204);
    assertThat(post("", token(), TYPE, "Logplex-Msg-Count: 0").status()).isEqualTo(204);
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void acceptsABodyOfWhichNoMessageIsKnown() throws Exception {
    Response response = post(SENT + SENT, writer(), TYPE, "Logplex-Msg-Count: 2");

    assertThat(response.status()).isEqualTo(204);
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void refusesTheWholeBodyForOneMalformedPart() throws Exception {
    for (String bad :
        List.of(
            "just a line\n",
            SENT + "just a line\n",
            "just a line\n" + SENT,
            SENT + "no line end",
            SENT + SENT.substring(0, SENT.length() - 1),
            SENT + "1",
            SENT + "\n" + SENT,
            "0 " + SENT,
            "-5 hello",
            SENT + frame("not a syslog message"),
            frame("<190>1 T h app web.1"),
            "10241 <190>1 T h app web.1 - - " + "x".repeat(10241 - 28))) {
      assertRefused(post(bad, token(), TYPE), "Malformed log messages");
    }
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void tellsOfMalformedPartsBeforeOfTheCount() throws Exception {
    assertRefused(
        post(SENT + "line\n", token(), TYPE, "Logplex-Msg-Count: 7"), "Malformed log messages");
  }

  @Test
  void takesTheLargestMessage() throws Exception {
    String header = "<190>1 T h app web.1 - - ";
    String message = header + "x".repeat(10_240 - header.length());

    assertThat(post(frame(message), token(), TYPE).status()).isEqualTo(204);
  }

  @Test
  void understandsTheSingleDashOfLogplexsOwnDocument() throws Exception {
    post(frame("<40>1 T h app web.1 - hello world"), token(), TYPE);

    assertThat(gateway.publishedFrames())
        .isEqualTo(frame("<40>1 T host app web.1 - hello world\n"));
  }

  @Test
  void keepsOctetsAsTheyAre() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(octets("34 <190>1 T h app web.1 - - "));
    byte[] content = new byte[34 - "<190>1 T h app web.1 - - ".length()];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (0xfe - i);
    }
    body.write(content);

    assertThat(post(body.toByteArray(), token(), TYPE).status()).isEqualTo(204);
    byte[] kept = gateway.published.get(0).frames();
    assertThat(Arrays.copyOfRange(kept, kept.length - 1 - content.length, kept.length - 1))
        .isEqualTo(content);
  }

  @Test
  void splitsLargeBodiesAtFramesAndKeepsTheirOrder() throws Exception {
    StringBuilder body = new StringBuilder();
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      body.append(frame("<1>1 T h app web.1 - - " + i + "x".repeat(2000)));
      kept.append(frame("<1>1 T host app web.1 - " + i + "x".repeat(2000) + "\n"));
    }

    assertThat(post(body.toString(), token(), TYPE).status()).isEqualTo(204);
    assertThat(gateway.published).hasSizeGreaterThan(3);
    assertThat(gateway.published)
        .allSatisfy(batch -> assertThat(batch.frames().length).isLessThanOrEqualTo(512 << 10));
    assertThat(gateway.published.stream().mapToInt(LogBatch::lines).sum()).isEqualTo(1000);
    assertThat(gateway.publishedFrames()).isEqualTo(kept.toString());
  }

  @Test
  void servesBothPortsAndTheTrailingSlash() throws Exception {
    for (int port : new int[] {gateway.ingestPort(), gateway.apiPort()}) {
      for (String path : List.of("/logs", "/logs/")) {
        assertThat(RawHttp.request(port, "POST", path, octets(SENT), token(), TYPE).status())
            .isEqualTo(204);
      }
    }
  }

  @Test
  void servesNothingElseOnTheIngestPort() throws Exception {
    for (String path :
        List.of(
            "/v3/channels/app-1", "/v3/healthcheck", "/metrics", "/sessions/x", "/", "//logs")) {
      assertThat(
              RawHttp.request(gateway.ingestPort(), "GET", path, octets(""), TestGateway.operator())
                  .status())
          .isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
  void tellsThatItIsHealthyWhateverTheMethod(String method) throws Exception {
    Response response = RawHttp.request(gateway.ingestPort(), method, "/healthcheck", octets(""));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("OK");
  }

  @Test
  void answersOnlyWhenKafkaHasTheLines() throws Exception {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    gateway.publishing = () -> acknowledged;
    CompletableFuture<Response> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return post(SENT, token(), TYPE);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    org.awaitility.Awaitility.await().until(() -> !gateway.published.isEmpty());

    assertThat(answer).isNotDone();
    acknowledged.complete(null);
    assertThat(answer.get().status()).isEqualTo(204);
  }

  @Test
  void answers503WhenKafkaDoesNotTakeTheLines() throws Exception {
    gateway.publishing =
        () -> CompletableFuture.failedFuture(new IllegalStateException("no Kafka"));

    Response response = post(SENT, token(), TYPE, "User-Agent: curl/8");

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("retry-after")).isEqualTo("1");
  }

  @Test
  void breaksTheConnectionOfALogShuttleInsteadOfAnswering503() throws Exception {
    gateway.publishing =
        () -> CompletableFuture.failedFuture(new IllegalStateException("no Kafka"));

    Response response;
    try {
      response = post(SENT, token(), TYPE, "User-Agent: Log-Shuttle/0.16 (go1.20)");
    } catch (IOException reset) {
      response = null;
    }
    assertThat(response).isNull();
  }

  @Test
  void givesUpOnKafkaWithinFourSeconds() throws Exception {
    gateway.publishing = CompletableFuture::new;
    long start = System.nanoTime();

    assertThat(post(SENT, token(), TYPE).status()).isEqualTo(503);
    assertThat(System.nanoTime() - start).isLessThan(4_900_000_000L);
  }

  @Test
  void takesManyRequestsOnOneConnectionInOrder() throws Exception {
    List<String> kept = new ArrayList<>();
    try (Socket socket = new Socket("127.0.0.1", gateway.ingestPort())) {
      for (int i = 0; i < 150; i++) {
        String body = frame("<1>1 T h app web.1 - - " + i);
        socket
            .getOutputStream()
            .write(
                octets(
                    "POST /logs HTTP/1.1\r\nHost: x\r\n"
                        + token()
                        + "\r\n"
                        + TYPE
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body));
        kept.add(frame("<1>1 T host app web.1 - " + i + "\n"));
      }
      for (int i = 0; i < 150; i++) {
        assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(204);
      }
    }
    assertThat(gateway.publishedFrames()).isEqualTo(String.join("", kept));
  }

  @Test
  void refusesAHeadThatIsTooLarge() throws Exception {
    assertThat(post(SENT, token(), TYPE, "X-Large: " + "x".repeat(20_000)).status()).isEqualTo(431);
  }

  @Test
  void neverNamesTheServer() throws Exception {
    assertThat(post(SENT, token(), TYPE).header("server")).isNull();
  }

  private Response post(String body, String... headers) throws IOException {
    return post(octets(body), headers);
  }

  private Response post(byte[] body, String... headers) throws IOException {
    return RawHttp.request(gateway.ingestPort(), "POST", "/logs", body, headers);
  }

  private String token() {
    return basic("token", gateway.token("app"));
  }

  private static String writer() {
    return basic(TestGateway.WRITER, "write");
  }

  private static void assertUnauthorized(Response response) {
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.body()).isEmpty();
    assertThat(response.header("www-authenticate")).isEqualTo("Basic realm=Logplex");
  }

  private static void assertRefused(Response response, String text) {
    assertThat(response.statusLine()).isEqualTo("HTTP/1.1 400 " + text);
    assertThat(response.text()).isEqualTo(text);
    assertThat(response.header("www-authenticate")).isEqualTo("Basic realm=Logplex");
  }

  private static byte[] gzip(byte[] octets) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(octets);
    }
    return out.toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
