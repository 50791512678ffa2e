package dev.logplex.gateway.ingest;

import static dev.logplex.gateway.TestGateway.basic;
import static dev.logplex.gateway.TestGateway.frame;
import static dev.logplex.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.RawHttp.Response;
import dev.logplex.gateway.TestGateway;
import dev.logplex.gateway.config.ConfigCommand.PutChannel;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirehoseContractTest {

  @RegisterExtension static final TestGateway gateway = new TestGateway();

  @BeforeEach
  void makeChannels() {
    gateway.config.execute(new PutChannel("hose-1", List.of("heroku"), null)).join();
    gateway.config.execute(new PutChannel("hose-2", List.of("heroku"), null)).join();
  }

  @Test
  void tellsWhatItWasTold() throws Exception {
    assertThat(gateway.api("GET", "/v3/firehose", null).text())
        .isEqualTo("{\"channels\":[],\"tokens\":[]}");
    String firehose = "{\"channels\":[\"hose-1\",\"hose-2\"],\"tokens\":[\"heroku\"]}";
    Response put = gateway.api("PUT", "/v3/firehose", firehose);
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.text()).isEqualTo(firehose);
    assertThat(gateway.api("GET", "/v3/firehose", null).text()).isEqualTo(firehose);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"channels\":\"hose-1\",\"tokens\":[]}",
        "{\"channels\":[1],\"tokens\":[]}",
        "{\"channels\":[]}"
      })
  void refusesWhatIsNoFirehose(String body) throws Exception {
    assertThat(gateway.api("PUT", "/v3/firehose", body).status()).isEqualTo(400);
  }

  @Test
  void refusesChannelsThatDoNotExist() throws Exception {
    Response response =
        gateway.api("PUT", "/v3/firehose", "{\"channels\":[\"nope\"],\"tokens\":[]}");
    assertThat(response.status()).isEqualTo(422);
    assertThat(response.text()).contains("channel not found");
  }

  @Test
  void copiesLinesOfAListedNameToTheDrainsOfAFirehoseChannel() throws Exception {
    copy("heroku", "hose-1");
    post("heroku", "<158>1 T h t.raw router - - at=info");
    post("app", "<158>1 T h t.raw web.1 - - mine");
    assertThat(texts())
        .containsExactly(
            "app-1 " + frame("<158>1 T host heroku router - at=info\n"),
            "hose-1 " + frame("<158>1 T host t.raw router - at=info\n"),
            "app-1 " + frame("<158>1 T host app web.1 - mine\n"));
    assertThat(gateway.published)
        .extracting(LogBatch::reach)
        .containsExactly(Reach.EVERYWHERE, Reach.DRAINS_ONLY, Reach.EVERYWHERE);
  }

  @Test
  void doesNotCopyLinesOfTheChosenChannelItself() throws Exception {
    copy("heroku", "hose-1");
    String own = gateway.config.channel("hose-1").orElseThrow().tokens().get(0).id();
    postAs(own, "<158>1 T h a router - - own");
    assertThat(texts()).containsExactly("hose-1 " + frame("<158>1 T host heroku router - own\n"));
  }

  @Test
  void copiesToEachOfTheChannelsNowAndThen() throws Exception {
    copy("heroku", "hose-1", "hose-2");
    for (int i = 0; i < 64; i++) {
      post("heroku", "<158>1 T h a router - - at=info");
    }
    assertThat(gateway.published.stream().map(LogBatch::channel).distinct())
        .containsExactlyInAnyOrder("app-1", "hose-1", "hose-2");
    assertThat(gateway.published).hasSize(128);
  }

  @Test
  void copiesARepeatedRequestToTheSameChannelUnderTheSameName() throws Exception {
    copy("heroku", "hose-1", "hose-2");
    for (int i = 0; i < 16; i++) {
      String name = "X-Request-Id: 5e1f-" + i;
      postAs(gateway.token("heroku"), "<158>1 T h a router - - at=info", name);
      postAs(gateway.token("heroku"), "<158>1 T h a router - - at=info", name);
    }
    List<String> channels = gateway.published.stream().map(LogBatch::channel).toList();
    assertThat(channels).hasSize(64).contains("hose-1", "hose-2");
    for (int i = 0; i < channels.size(); i += 4) {
      assertThat(channels.subList(i, i + 2)).isEqualTo(channels.subList(i + 2, i + 4));
    }
    assertThat(gateway.dedupeIds).startsWith("5e1f-0", "5e1f-0", "5e1f-1", "5e1f-1");
  }

  @Test
  void copiesNothingWhenDisabledOrWhenItsChannelIsGone() throws Exception {
    copy("heroku", "hose-1");
    gateway.api("PUT", "/v3/switches/disable_firehose", "{\"value\":true}");
    post("heroku", "<158>1 T h a router - - at=info");
    gateway.api("PUT", "/v3/switches/disable_firehose", "{\"value\":false}");
    gateway.api("DELETE", "/v3/channels/hose-1", null);
    post("heroku", "<158>1 T h a router - - at=info");
    assertThat(gateway.published).extracting(LogBatch::channel).containsExactly("app-1", "app-1");
  }

  @Test
  void copiesLinesThatComeOverSyslogToo() throws Exception {
    copy("heroku", "hose-1");
    String token = gateway.token("heroku");
    try (Socket socket = new Socket("127.0.0.1", gateway.syslogPort())) {
      socket.getOutputStream().write(octets(frame("<158>1 T h " + token + " router - - at=info")));
      await().until(() -> gateway.published.size() == 2);
    }
    assertThat(texts())
        .containsExactlyInAnyOrder(
            "app-1 " + frame("<158>1 T host heroku router - at=info\n"),
            "hose-1 " + frame("<158>1 T host " + token + " router - at=info\n"));
  }

  private static void copy(String token, String... channels) throws Exception {
    String ids = List.of(channels).stream().collect(Collectors.joining("\",\"", "\"", "\""));
    Response response =
        gateway.api(
            "PUT", "/v3/firehose", "{\"channels\":[" + ids + "],\"tokens\":[\"" + token + "\"]}");
    assertThat(response.status()).isEqualTo(200);
  }

  private static void post(String token, String message) throws Exception {
    postAs(gateway.token(token), message);
  }

  private static void postAs(String token, String message, String... more) throws Exception {
    List<String> headers =
        new ArrayList<>(List.of(basic("token", token), "Content-Type: application/logplex-1"));
    headers.addAll(List.of(more));
    Response response =
        RawHttp.request(
            gateway.ingestPort(),
            "POST",
            "/logs",
            octets(frame(message)),
            headers.toArray(String[]::new));
    assertThat(response.status()).isEqualTo(204);
  }

  private static List<String> texts() {
    return gateway.published.stream()
        .map(b -> b.channel() + " " + new String(b.frames(), StandardCharsets.UTF_8))
        .toList();
  }
}
