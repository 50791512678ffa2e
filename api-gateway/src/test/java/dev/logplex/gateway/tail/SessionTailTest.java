package dev.logplex.gateway.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.RawHttp;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.http.Answer;
import dev.logplex.gateway.http.HttpServer;
import dev.logplex.gateway.session.Session;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.secret.Sealer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTailTest {

  private static final String EVENTS = "Accept: text/event-stream";

  private final ManualClock clock = new ManualClock();
  private final TailFixture system = new TailFixture(clock);
  private final ModelJob job = system.job;
  private final SessionUrls urls = new SessionUrls(new Sealer(new byte[32]), Clock.systemUTC());
  private final List<TailClient> clients = new ArrayList<>();
  private final HttpServer server =
      HttpServer.start(
          "test",
          "127.0.0.1",
          0,
          1_000,
          2_000,
          Map.of(
              "/sessions/{session}",
              new SessionResource(
                  system.config, urls, system.history, system.tails, system.metrics)),
          ctx -> Answer.empty(404));

  @AfterEach
  void stop() throws IOException {
    for (TailClient client : clients) {
      client.close();
    }
    system.close();
    server.close();
  }

  @Test
  void aTailInPlainTextIsHistoryAndThenLiveLinesInOneChunkedAnswer() throws IOException {
    job.accept(5);
    TailClient client = open(session(3, true, null));
    awaitLine(client, 5);
    job.accept(2);
    awaitLine(client, 7);

    assertThat(client.numbers()).isEqualTo(Numbers.range(3, 7));
    assertThat(client.head())
        .contains(
            "HTTP/1.1 200 OK",
            "Content-Type: text/html",
            "Transfer-Encoding: chunked",
            "Connection: close");
    assertThat(client.text()).startsWith("2026-03-01T08:15:30.000123+00:00 app[web.1]: n=3\n2026");
  }

  @Test
  void aTailOfEventsHasIdsAndHeartbeatsAndResumesWhereItStopped() throws IOException {
    job.accept(5);
    String path = session(3, true, null);
    TailClient first = open(path, EVENTS);
    awaitLine(first, 5);
    clock.pass(Duration.ofSeconds(16));
    await().until(() -> first.text().endsWith(": heartbeat\n\n"));
    first.close();
    job.accept(4);
    TailClient second = open(path, EVENTS, "Last-Event-ID: 5");
    awaitLine(second, 9);
    job.accept(1);
    awaitLine(second, 10);

    assertThat(first.head()).contains("Content-Type: text/event-stream");
    assertThat(first.text())
        .startsWith(
            "retry: 1000\n\nid: 3\ndata: 2026-03-01T08:15:30.000123+00:00 app[web.1]: n=3\n\n");
    assertThat(first.numbers()).isEqualTo(Numbers.range(3, 5));
    assertThat(second.numbers()).isEqualTo(Numbers.range(6, 10));
  }

  @Test
  void anIdThatIsNoneOfOursCountsForNone() throws IOException {
    job.accept(5);
    for (String id : new String[] {"abc", "-1", "1e3", "99999999999999999999", "3 4"}) {
      TailClient client = open(session(2, true, null), EVENTS, "Last-Event-ID: " + id);
      awaitLine(client, 5);
      assertThat(client.numbers()).isEqualTo(Numbers.range(4, 5));
    }
  }

  @Test
  void aQuietTailOutlivesTheServersIdleTimeout() throws IOException {
    TailClient client = open(session(3, true, null));
    await().until(() -> !client.head().isEmpty());
    // The server here closes idle connections after one second.
    await().pollDelay(Duration.ofMillis(2_500)).until(() -> true);
    job.accept(1);

    awaitLine(client, 1);
  }

  @Test
  void theFiltersOfTheSessionAreAppliedToHistoryAndTail() throws IOException {
    job.accept(3, "web.1");
    job.accept(3, "run.7");
    TailClient client = open(session(10, true, "run"));
    awaitLine(client, 6);
    job.accept(3, "web.1");
    job.accept(1, "run.8");

    awaitLine(client, 10);
    assertThat(client.numbers()).containsExactly(4L, 5L, 6L, 10L);
  }

  @Test
  void aReadOfEventsWithoutTailEndsAndGoesOnBehindTheLastId() throws IOException {
    job.accept(5);
    String path = session(3, false, null);
    RawHttp.Response all = RawHttp.request(server.port(), "GET", path, new byte[0], EVENTS);
    RawHttp.Response rest =
        RawHttp.request(server.port(), "GET", path, new byte[0], EVENTS, "Last-Event-ID: 4");

    assertThat(Numbers.in(all.text())).isEqualTo(Numbers.range(3, 5));
    assertThat(Numbers.in(rest.text())).isEqualTo(Numbers.range(5, 5));
  }

  @Test
  void aChannelThatMayNotBeTailedShowsItsHistoryAndL20AndEnds() throws IOException {
    job.accept(5);
    forbidTails();
    TailClient client = open(session(2, true, null));

    await().until(client::ended);
    assertThat(client.text())
        .matches(
            "(?s).*n=4\n.*n=5\n[0-9T:-]{19}\\+00:00 Logplex: Error L20 \\(Tail sessions"
                + " forbidden\\) Tail sessions for this app are forbidden due to log volume\\.\n");
  }

  @Test
  void readersOfEventsComeBackToAChannelThatMayNotBeTailedOnceAMinute() throws IOException {
    job.accept(1);
    forbidTails();
    TailClient client = open(session(2, true, null), EVENTS);

    await().until(client::ended);
    assertThat(client.text()).contains("Error L20").endsWith("\n\nretry: 60000\n\n");
  }

  @Test
  void aSlowSocketIsToldExactlyWhatItMissedAndHurtsNobody() throws IOException {
    job.accept(10);
    TailClient slow = open(session(10, true, null), 4096);
    TailClient fast = open(session(10, true, null));
    awaitLine(slow, 10);
    awaitLine(fast, 10);
    slow.pause(true);
    int batches = 0;
    while (!lossesStarted()) {
      job.accept(4000);
      awaitLine(fast, 10 + 4000L * ++batches);
    }
    for (int i = 0; i < 5; i++) {
      job.accept(4000);
      awaitLine(fast, 10 + 4000L * ++batches);
    }
    slow.pause(false);
    job.accept(1);
    long last = 11 + 4000L * batches;
    awaitLine(slow, last);
    awaitLine(fast, last);

    assertThat(fast.numbers()).isEqualTo(Numbers.range(1, last));
    List<Long> got = slow.numbers();
    assertThat(got).isSorted().doesNotHaveDuplicates();
    assertThat(got.size() + Numbers.lost(slow.text())).isEqualTo(last);
    int notice = slow.text().indexOf("Error L11");
    long before = Numbers.in(slow.text().substring(0, notice)).size();
    long after = Numbers.in(slow.text().substring(notice)).get(0);
    assertThat(after - before - 1).isEqualTo(Numbers.lost(slow.text()));
  }

  @Test
  void readersWhoLeaveReleaseEverything() throws IOException {
    for (int i = 0; i < 20; i++) {
      open(session(5, true, null), i % 2 == 0 ? "Accept: */*" : EVENTS);
    }
    await().until(() -> system.tails.openTails() == 20);
    for (TailClient client : clients) {
      client.close();
    }
    clock.pass(Duration.ofSeconds(16));

    await().until(() -> system.tails.openTails() == 0 && system.tails.channels() == 0);
    await().until(() -> system.metrics.scrape().contains("logplex_sessions_open 0.0"));
    assertThat(system.tails.heldOctets()).isZero();
  }

  @Test
  void deletingTheChannelEndsTheAnswerProperly() throws IOException {
    job.accept(1);
    TailClient client = open(session(5, true, null), EVENTS);
    awaitLine(client, 1);
    system.config.execute(new ConfigCommand.DeleteChannel(ModelJob.CHANNEL)).join();

    await().until(client::ended);
  }

  @Test
  void closingTheGatewayEndsItsTailsProperly() throws IOException {
    job.accept(1);
    TailClient client = open(session(5, true, null));
    awaitLine(client, 1);
    system.tails.close();

    await().until(client::ended);
    assertThat(client.broken()).isFalse();
  }

  @Test
  void readersOfEventsAreToldWhenToComeBackToAClosingGateway() throws IOException {
    job.accept(1);
    TailClient client = open(session(5, true, null), EVENTS);
    awaitLine(client, 1);
    system.tails.close();

    await().until(client::ended);
    assertThat(client.broken()).isFalse();
    assertThat(client.text()).endsWith("\n\nretry: 1000\n\n");
  }

  @Test
  void moreTailsThanAllowedAreRefusedAndMayComeBack() throws IOException {
    TailSettings one =
        new TailSettings(
            100,
            1 << 20,
            1 << 20,
            0,
            Duration.ofSeconds(15),
            Duration.ofMinutes(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1));
    try (TailFixture full = new TailFixture(clock, one)) {
      HttpServer narrow =
          HttpServer.start(
              "narrow",
              "127.0.0.1",
              0,
              5_000,
              100,
              Map.of(
                  "/sessions/{session}",
                  new SessionResource(full.config, urls, full.history, full.tails, full.metrics)),
              ctx -> Answer.empty(404));
      RawHttp.Response refused =
          RawHttp.request(narrow.port(), "GET", session(1, true, null), new byte[0]);
      narrow.close();

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("10");
    }
  }

  private boolean lossesStarted() {
    return !system.metrics.scrape().contains("logplex_tails_lines_lost_total 0.0");
  }

  private void forbidTails() {
    Channel channel = system.channel();
    system.config.putChannel(
        new Channel(
            channel.id(),
            channel.name(),
            channel.incarnation(),
            channel.version() + 1,
            new ChannelFlags(true, false),
            channel.tokens(),
            channel.drains()));
  }

  private String session(int num, boolean tail, String ps) {
    Session session =
        new Session(ModelJob.CHANNEL, system.channel().incarnation(), num, tail, null, ps, null, 7);
    return "/sessions/" + urls.sign(session);
  }

  private TailClient open(String path, String... headers) throws IOException {
    return open(path, 0, headers);
  }

  private TailClient open(String path, int receiveBuffer, String... headers) throws IOException {
    TailClient client = new TailClient(server.port(), path, receiveBuffer, headers);
    clients.add(client);
    return client;
  }

  private static void awaitLine(TailClient client, long number) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> client.endsWith("n=" + number + "\n") || client.endsWith("n=" + number + "\n\n"));
  }
}
