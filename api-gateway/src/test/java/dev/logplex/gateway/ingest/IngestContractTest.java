package dev.logplex.gateway.ingest;

import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IngestContractTest {

  @RegisterExtension final TestGateway gateway = new TestGateway();

  @Test
  void acceptsFramesAndAnswers204() throws Exception {
    RawHttp.Response response =
        RawHttp.request(
            gateway.ingestPort(),
            "POST",
            "/logs",
            octets(frame("<190>1 2026-03-01T08:15:30.000123+00:00 vm7 x web.1 - - cache warmed")),
            TestGateway.basic("token", gateway.token("app")),
            "Content-Type: application/logplex-1",
            "Logplex-Msg-Count: 1");
    System.out.println(response.statusLine() + response.headers());
    assertThat(response.statusLine()).isEqualTo("HTTP/1.1 204 No Content");
    assertThat(gateway.publishedFrames())
        .isEqualTo(
            frame("<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - cache warmed\n"));
  }

  @Test
  void namesTheMismatch() throws Exception {
    RawHttp.Response response =
        RawHttp.request(
            gateway.ingestPort(),
            "POST",
            "/logs",
            octets(frame("<190>1 2026-03-01T08:15:30.000123+00:00 vm7 x web.1 - - cache warmed")),
            TestGateway.basic("token", gateway.token("app")),
            "Content-Type: application/logplex-1",
            "Logplex-Msg-Count: 2");
    System.out.println(response.statusLine() + response.headers() + response.text());
    assertThat(response.statusLine()).isEqualTo("HTTP/1.1 400 Message count mismatch");
  }

  @Test
  void bad() throws Exception {
    for (String raw :
        new String[] {
          "GET /nope HTTP/1.1\r\nHost: x\r\n\r\n",
          "BREW /logs HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /logs HTTP/1.1\r\n\r\n",
          "rubbish\r\n\r\n",
          "GET /v3/channels/%2e%2e%2fx HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /v3/channels/a%2fb HTTP/1.1\r\nHost: x\r\n" + TestGateway.operator() + "\r\n\r\n",
          "GET /logs HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20000) + "\r\n\r\n"
        }) {
      RawHttp.Response response = RawHttp.send(gateway.apiPort(), raw, new byte[0]);
      System.out.println(response.statusLine() + response.headers() + response.text());
    }
    System.out.println(gateway.api("PUT", "/v3/channels/neu%20%C3%A4%2fx", "{\"tokens\":[\"a\"]}"));
    System.out.println(gateway.api("GET", "/v3/channels/app-1", null).text());
    gateway.history(
        "app-1",
        5,
        "<158>1 T host heroku router - at=info\n",
        "<158>1 T2 host app web.1 - a\nb\r\nc\n");
    System.out.println(gateway.api("GET", "/v3/channels/app-1/logs", null));
    System.out.println(gateway.api("GET", "/v3/channels/app-1/logs", null).text());
    RawHttp.Response r =
        gateway.api("POST", "/v3/sessions", "{\"channel_id\":\"app-1\",\"num\":10}");
    System.out.println(r.headers() + r.text());
    String path = r.header("location").replaceFirst("http://[^/]*", "");
    r = RawHttp.request(gateway.apiPort(), "GET", path, new byte[0]);
    System.out.println(r.statusLine() + r.headers() + r.text());
    r = RawHttp.request(gateway.apiPort(), "GET", path, new byte[0], "Accept: text/event-stream");
    System.out.println(r.statusLine() + r.headers() + r.text());
    System.out.println(
        gateway.api("POST", "/v3/channels/app-1/drains", "{\"url\":\"http://h/x\"}"));
  }
}
