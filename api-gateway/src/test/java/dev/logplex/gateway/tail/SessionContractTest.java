package dev.logplex.gateway.tail;

import static dev.logplex.gateway.TestGateway.CHANNEL;
import static dev.logplex.gateway.TestGateway.NO_BODY;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /sessions/…}, row by row. */
class SessionContractTest {

  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @Test
  void showsHistoryAsLines() throws Exception {
    gateway.history(
        CHANNEL,
        1,
        "<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - cache warmed\n",
        "<158>1 2026-03-01T08:15:31+00:00 host heroku router - two\nlines\n");

    Response response = read(open("{\"channel_id\":\"app-1\"}"));

    assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(response.header("content-type")).isEqualTo("text/html");
    assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(response.text())
        .isEqualTo(
            "2026-03-01T08:15:30.000123+00:00 app[web.1]: cache warmed\n"
                + "2026-03-01T08:15:31+00:00 heroku[router]: two\nlines\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                     | 100",
        ",\"num\":\"7\"       | 7",
        ",\"num\":7           | 7",
        ",\"num\":\"0\"       | 0",
        ",\"num\":\"150\"     | 150",
        ",\"num\":\"1500\"    | 150",
        ",\"num\":\"99999999999\" | 150",
        ",\"num\":null        | 100",
        ",\"num\":\"x\"       | 100",
        ",\"num\":\"-5\"      | 100",
        ",\"num\":[1]         | 100",
      })
  void showsExactlySoManyLines(String num, int lines) throws Exception {
    String[] messages = new String[150];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = "<1>1 T host app web.1 - " + i + "\n";
    }
    gateway.history(CHANNEL, 1, messages);

    Response response = read(open("{\"channel_id\":\"app-1\"" + (num == null ? "" : num) + "}"));

    assertThat(response.text().lines().count()).isEqualTo(lines);
    if (lines > 0) {
      assertThat(response.text()).endsWith("T app[web.1]: 149\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"source\":\"heroku\"                    | c",
        "\"ps\":\"web\"                           | abd",
        "\"ps\":\"web.1\"                         | a",
        "\"source\":\"app\",\"ps\":\"web\"        | ab",
        "\"source\":\"app\",\"ps\":\"web\",\"num\":1 | b",
        "\"source\":\"nobody\"                    | ''",
      })
  void showsOnlyWhatIsAskedFor(String fields, String expected) throws Exception {
    gateway.history(
        CHANNEL,
        1,
        "<1>1 T host app web.1 - a\n",
        "<1>1 T host app web.12 - b\n",
        "<1>1 T host heroku router - c\n",
        "<1>1 T host other web - d\n",
        "<1>1 T host app webhook.1 - e\n");

    Response response = read(open("{\"channel_id\":\"app-1\"," + fields + "}"));

    assertThat(response.text().lines().map(line -> line.substring(line.length() - 1)))
        .containsExactlyElementsOf(expected.chars().mapToObj(c -> "" + (char) c).toList());
  }

  @Test
  void sendsEventsToAClientThatAsksForThem() throws Exception {
    gateway.history(
        CHANNEL,
        41,
        "<1>1 T host app web.1 - cache warmed\n",
        "<1>1 T host app web.1 - a\nb\r\nc\rd\n\n");

    Response response =
        RawHttp.request(
            gateway.apiPort(),
            "GET",
            open("{\"channel_id\":\"app-1\"}"),
            NO_BODY,
            "Accept: text/event-stream");

    assertThat(response.header("content-type")).isEqualTo("text/event-stream");
    assertThat(response.text())
        .isEqualTo(
            "id: 41\ndata: T app[web.1]: cache warmed\n\n"
                + "id: 42\ndata: T app[web.1]: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  }

  @Test
  void goesOnBehindTheLastEventThatAClientNames() throws Exception {
    gateway.history(CHANNEL, 41, "<1>1 T host a b - one\n", "<1>1 T host a b - two\n");
    String path = open("{\"channel_id\":\"app-1\"}");

    assertThat(events(path, "41")).isEqualTo("id: 42\ndata: T a[b]: two\n\n");
    assertThat(events(path, "42")).isEmpty();
    for (String unknown : List.of("43", "x", "-1", "")) {
      assertThat(events(path, unknown)).as(unknown).startsWith("id: 41\n");
    }
  }

  @Test
  void canBeReadAgain() throws Exception {
    gateway.history(CHANNEL, 1, "<1>1 T host app web.1 - a\n");
    String path = open("{\"channel_id\":\"app-1\"}");

    assertThat(read(path).text()).isEqualTo(read(path).text()).isNotEmpty();
  }

  @Test
  void showsAnEmptyBodyForAChannelWithoutLines() throws Exception {
    Response response = read(open("{\"channel_id\":\"app-1\"}"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void endsAnHttp10AnswerWithTheConnection() throws Exception {
    gateway.history(CHANNEL, 1, "<1>1 T host app web.1 - a\n");

    Response response =
        RawHttp.send(
            gateway.apiPort(),
            "GET " + open("{\"channel_id\":\"app-1\"}") + " HTTP/1.0\r\n\r\n",
            octets(""));

    assertThat(response.header("transfer-encoding")).isNull();
    assertThat(response.text()).isEqualTo("T app[web.1]: a\n");
  }

  @Test
  void doesNotKnowForgedOrForeignUrls() throws Exception {
    String path = open("{\"channel_id\":\"app-1\"}");
    String signed = path.substring("/sessions/".length());
    for (int i = 0; i < signed.length(); i += 7) {
      char other = signed.charAt(i) == 'A' ? 'B' : 'A';
      assertUnknown("/sessions/" + signed.substring(0, i) + other + signed.substring(i + 1));
    }
    // A last digit that decodes to the same octets.
    int end = signed.length() - 1;
    char alike = BASE64.charAt(BASE64.indexOf(signed.charAt(end)) ^ 1);
    assertUnknown("/sessions/" + signed.substring(0, end) + alike);
    assertUnknown("/sessions/" + signed + "A");
    assertUnknown("/sessions/" + signed + "=");
    assertUnknown("/sessions/" + signed.substring(1));
    assertUnknown("/sessions/11111111-2222-4333-8444-555555555555");
    assertThat(read("/sessions/%00%ff").status()).isEqualTo(400);
    assertUnknown("/sessions/" + "A".repeat(10_000));
  }

  @Test
  void endsWithItsChannelAlsoIfTheIdIsUsedAgain() throws Exception {
    String path = open("{\"channel_id\":\"app-1\"}");
    gateway.api("DELETE", "/v3/channels/app-1", null);
    assertUnknown(path);

    gateway.api("PUT", "/v3/channels/app-1", "{}");
    gateway.history(CHANNEL, 1, "<1>1 T host app web.1 - somebody else's\n");
    assertUnknown(path);
  }

  @Test
  void asksToTryAgainWhenHistoryIsUnavailable() throws Exception {
    gateway.reading = CompletableFuture::new;

    Response response = read(open("{\"channel_id\":\"app-1\"}"));

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("retry-after")).isEqualTo("1");
  }

  @Test
  void warnsThatAChannelKeepsNoHistory() throws Exception {
    Channel c = gateway.channel();
    gateway.config.putChannel(
        new Channel(
            c.id(),
            null,
            c.incarnation(),
            c.version(),
            new ChannelFlags(false, true),
            c.tokens(),
            c.drains()));

    assertThat(read(open("{\"channel_id\":\"app-1\"}")).header("x-heroku-warning"))
        .isEqualTo("Warning: log history discarded due to excessive volume.");
  }

  @Test
  void keepsBrowsersFromRunningWhatALineSays() throws Exception {
    Response response = read(open("{\"channel_id\":\"app-1\"}"));

    assertThat(response.header("content-security-policy")).isEqualTo("default-src 'none'; sandbox");
    assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
  }

  private String events(String path, String lastId) throws Exception {
    return RawHttp.request(
            gateway.apiPort(),
            "GET",
            path,
            NO_BODY,
            "Accept: text/event-stream",
            "Last-Event-ID: " + lastId)
        .text();
  }

  private void assertUnknown(String path) throws Exception {
    Response response = read(path);
    assertThat(response.status()).as(path).isEqualTo(404);
    assertThat(response.text()).isEqualTo("Not found");
  }

  /** Makes a session and tells its path. */
  private String open(String body) throws Exception {
    return gateway
        .api("POST", "/v3/sessions", body)
        .header("location")
        .replaceFirst("http://[^/]*", "");
  }

  private Response read(String path) throws Exception {
    return RawHttp.request(gateway.apiPort(), "GET", path, NO_BODY);
  }
}
