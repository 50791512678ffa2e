package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.logplex.gateway.session.Session;
import dev.logplex.gateway.session.SessionUrls;
import dev.logplex.secret.Sealer;
import dev.logplex.secret.SecretKeys;
import dev.logplex.standalone.HerokuCli.Result;
import dev.logplex.standalone.HerokuCli.Running;
import dev.logplex.standalone.HerokuCli.Target;
import dev.logplex.testkit.LogShuttle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code heroku} command line against {@code bin/logplex up}: what its users type and what they
 * see. In this order, so that the others run while one tail is silent.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HerokuCliIT {

  private static final Duration READY_LIMIT = Duration.ofSeconds(120);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Between one and two heartbeats; the command line's own patience is 300 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(22);

  private static final String TIME = "2026-01-02T03:04:05.678901+00:00 ";
  private static final String SHUTTLE_TIME = "2026-03-01T08:15:30.000123+00:00 ";
  private static final String SINK = "https://logs.example.com:8443/in?env=a%20b&x=1";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path data;
  @TempDir static Path home;

  private static LogplexCommand logplex;
  private static LogplexClient client;
  private static String ingest;
  private static Target owner;
  private static HerokuCli heroku;
  private static String quietToken;
  private static Running quiet;
  private static long quietSince;

  @BeforeAll
  static void start() throws Exception {
    CompletableFuture<HerokuCli> installed =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return HerokuCli.in(home);
              } catch (Exception e) {
                throw new IllegalStateException(e.getMessage(), e);
              }
            });
    started(LogplexCommand.up(data, portThatNobodyTakesMeanwhile()));
    heroku = installed.join();
    quietToken = channel("app-quiet", "quiet");
    client.post(quietToken, List.of("before"));
    quiet = heroku.start(owner, heroku.patience(PATIENCE), "logs", "--tail", "-a", "quiet");
    await().atMost(LIMIT).until(() -> quiet.out().contains("before"));
    quietSince = System.nanoTime();
  }

  @AfterAll
  static void stop() throws Exception {
    if (quiet != null) {
      quiet.close();
    }
    if (logplex != null) {
      logplex.close();
    }
  }

  @Test
  @Order(1)
  void showsTheLinesThatWereAskedFor() throws Exception {
    JsonNode tokens =
        client
            .channel("app-store", "{\"name\":\"store\",\"tokens\":[\"app\",\"heroku\"]}")
            .get("tokens");
    client.post(tokens.get("app").asText(), "web.1", List.of("one"));
    client.post(tokens.get("heroku").asText(), "router", List.of("two"));
    client.post(tokens.get("app").asText(), "worker.1", List.of("three"));
    sendTwice(channel("app-shuttled", "shuttled"), "one batch");
    await().atMost(LIMIT).until(() -> client.history("app-store", 10).size() == 3);
    await().atMost(LIMIT).until(() -> client.history("app-shuttled", 10).size() == 1);
    String one = TIME + "app[web.1]: one\n";
    String two = TIME + "heroku[router]: two\n";
    String three = TIME + "app[worker.1]: three\n";

    Map<String, String> expected =
        Map.of(
            "logs -a store",
            one + two + three,
            "logs -a app-store",
            one + two + three,
            "logs -n 2 -a store",
            two + three,
            "logs -s heroku -a store",
            two,
            "logs -d worker.1 -a store",
            three,
            "logs -p web -a store",
            one,
            "logs -s app -n 1 -a store",
            three,
            "logs -a shuttled",
            SHUTTLE_TIME + "app[shuttle]: one batch\n");
    Map<String, CompletableFuture<Result>> runs =
        expected.keySet().stream()
            .collect(
                Collectors.toMap(
                    command -> command, command -> heroku.run(owner, command.split(" "))));

    runs.forEach(
        (command, run) -> {
          assertThat(run.join().out()).as(command).isEqualTo(expected.get(command));
          assertThat(run.join().status()).as(command).isZero();
        });
  }

  @Test
  @Order(2)
  void showsWhatTheReadmeSays() throws Exception {
    client.post(channel("app-1", "unnamed"), List.of("cache warmed"));
    await().atMost(LIMIT).until(() -> client.history("app-1", 10).size() == 1);
    String readme = Files.readString(Path.of("../README.md"));
    String tour = readme.substring(readme.indexOf("## Five-minute tour"));
    String own = readme.substring(readme.indexOf("## With your own `heroku`"));
    String script = firstBlock(tour) + firstBlock(own).replace(" --tail", "");

    Result result = heroku.bash(script.replace("data/", data + "/")).end();

    assertThat(result.out())
        .contains("\"name\":\"shop\"")
        .endsWith(TIME + "app[web.1]: cache warmed\n");
    assertThat(result.status()).isZero();
  }

  @Test
  @Order(3)
  void managesDrains() throws Exception {
    channel("app-drains", "drains");
    channel("app-drainless", "drainless");

    Result added = run("drains:add " + SINK + " -a drains");
    assertThat(added.out()).isEqualTo("Successfully added drain " + SINK + "\n");
    assertThat(added.status()).isZero();

    CompletableFuture<Result> again = heroku.run(owner, "drains:add", SINK, "-a", "drains");
    CompletableFuture<Result> bad = heroku.run(owner, "drains:add", "nonsense", "-a", "drains");
    CompletableFuture<Result> listed = heroku.run(owner, "drains", "-a", "drains");
    CompletableFuture<Result> none = heroku.run(owner, "drains", "-a", "drainless");
    CompletableFuture<Result> elsewhere =
        heroku.run(owner, "drains:remove", SINK, "-a", "drainless");
    JsonNode drain = JSON.readTree(run("drains --json -a drains").out()).get(0);
    String token = drain.get("token").asText();
    assertThat(drain.get("url").asText()).isEqualTo(SINK);
    assertThat(drain.at("/app/name").asText()).isEqualTo("drains");
    assertThat(listed.join().out()).isEqualTo("=== Drains\n\n" + SINK + " (" + token + ")\n");
    assertThat(none.join().out()).isEmpty();
    assertError(again.join(), 2, "Url has already been taken. Error ID: invalid_params");
    assertError(bad.join(), 2, "Url is invalid: invalid_uri Error ID: invalid_params");
    assertError(elsewhere.join(), 2, "Couldn't find that log drain. Error ID: not_found");

    Result removed = run("drains:remove " + SINK + " -a drains");
    assertThat(removed.out()).isEqualTo("Successfully removed drain " + SINK + "\n");
    assertThat(removed.status()).isZero();
    String newToken = client.drain("app-drains", URI.create(SINK));
    assertThat(run("drains:remove " + newToken + " -a drains").out())
        .isEqualTo("Successfully removed drain " + SINK + "\n");
    assertThat(run("drains --json -a drains").out()).isEqualTo("[]\n");
  }

  @Test
  @Order(4)
  void tellsWhatIsWrongInWordsThatItsUsersKnow() throws Exception {
    channel("app-mine", "mine");
    channel("app-theirs", "theirs");
    Target wrong = new Target(owner.host(), "wrong");
    Target mine = new Target(owner.host(), client.key("mine"));

    CompletableFuture<Result> badKey = heroku.run(wrong, "logs", "-a", "mine");
    CompletableFuture<Result> noApp = heroku.run(owner, "logs", "-a", "nothing");
    CompletableFuture<Result> notMine = heroku.run(mine, "logs", "-a", "theirs");
    CompletableFuture<Result> ownApp = heroku.run(mine, "logs", "-a", "mine");
    Result expiredTail;
    Result expired;
    try (ExpiredSessions sessions = new ExpiredSessions("app-mine")) {
      CompletableFuture<Result> tail = heroku.run(sessions.target(), "logs", "-t", "-a", "mine");
      CompletableFuture<Result> read = heroku.run(sessions.target(), "logs", "-a", "mine");
      expiredTail = tail.join();
      expired = read.join();
    }

    assertError(
        badKey.join(),
        1,
        "The token provided to HEROKU_API_KEY is invalid. Please double-check that you have the"
            + " correct token, or run `heroku login` without HEROKU_API_KEY set.");
    assertError(noApp.join(), 2, "Couldn't find that app. Error ID: not_found");
    assertThat(notMine.join().status()).isEqualTo(2);
    assertThat(words(notMine.join().err())).isEqualTo(words(noApp.join().err()));
    assertThat(ownApp.join().status()).isZero();
    assertError(expiredTail, 1, "Log stream timed out. Please try again.");
    assertError(expired, 1, "Logs eventsource failed with: 404 Non-200 status code (404)");
  }

  @Test
  @Order(5)
  void givesUpWhenAStreamIsSilentForLongerThanItsPatience() throws Exception {
    HttpServer silent = stub();
    silent.createContext("/apps/", exchange -> answer(exchange, silentSession(silent)));
    silent.createContext(
        "/silent",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
        });
    silent.start();
    try (Running tail =
        heroku.start(
            new Target(url(silent), "key"),
            heroku.patience(Duration.ofSeconds(1)),
            "logs",
            "--tail",
            "-a",
            "any")) {
      assertError(
          tail.end(),
          1,
          "Logs eventsource failed with: undefined TypeError: terminated: Body Timeout Error");
    } finally {
      silent.stop(0);
    }
  }

  @Test
  @Order(6)
  void keepsAQuietTailOpenLongerThanThat() throws Exception {
    await()
        .atMost(LIMIT)
        .until(() -> System.nanoTime() - quietSince > PATIENCE.plusSeconds(4).toNanos());
    client.post(quietToken, List.of("after"));

    await().atMost(LIMIT).until(() -> quiet.out().contains("after") || !quiet.alive());
    assertThat(quiet.out()).isEqualTo(TIME + "app[web.1]: before\n" + TIME + "app[web.1]: after\n");
    assertThat(quiet.alive()).isTrue();
    quiet.close();
  }

  @Test
  @Order(7)
  void endsATailOfAnAppThatGoes() throws Exception {
    String token = channel("app-gone", "gone");
    client.post(token, List.of("last"));
    try (Running tail = heroku.start(owner, Map.of(), "logs", "--tail", "-a", "gone")) {
      await().atMost(LIMIT).until(() -> tail.out().contains("last"));
      client.deleteChannel("app-gone");

      Result result = tail.end();
      assertThat(result.out()).isEqualTo(TIME + "app[web.1]: last\n");
      assertThat(words(result.err())).isEqualTo("Error: Log stream timed out. Please try again.");
      assertThat(result.status()).isEqualTo(1);
    }
  }

  @Test
  @Order(8)
  void followsLiveLinesThroughARestartWithoutGapOrRepetition() throws Exception {
    String token = channel("app-live", "live");
    client.post(token, LogplexClient.lines("line ", 1, 20));
    await().atMost(LIMIT).until(() -> client.history("app-live", 100).size() == 20);
    try (Running tail = heroku.start(owner, Map.of(), "logs", "--tail", "-n", "10", "-a", "live")) {
      await().atMost(LIMIT).until(() -> tail.out().contains("line 20\n"));
      client.post(token, LogplexClient.lines("line ", 21, 25));
      await().atMost(LIMIT).until(() -> tail.out().contains("line 25\n"));

      client.post(token, LogplexClient.lines("line ", 26, 225));
      logplex.terminate();
      assertThat(logplex.awaitExit(STOP_LIMIT)).isZero();
      started(LogplexCommand.up(data, URI.create(owner.host()).getPort()));
      client.post(token, LogplexClient.lines("line ", 226, 230));

      await().atMost(LIMIT).until(() -> tail.out().contains("line 230\n") || !tail.alive());
      assertThat(tail.err()).doesNotContain("Error");
      assertThat(tail.out().lines())
          .containsExactlyElementsOf(LogplexClient.lines(TIME + "app[web.1]: line ", 11, 230));
    }
  }

  private static void started(LogplexCommand command) throws Exception {
    logplex = command;
    JsonNode endpoints = command.awaitReady(READY_LIMIT);
    client = new LogplexClient(endpoints);
    ingest = endpoints.get("ingest").asText();
    owner = new Target(endpoints.get("api").asText(), endpoints.get("apiKey").asText());
  }

  /** Free, and below those that the system gives to outgoing connections: a restart needs it. */
  private static int portThatNobodyTakesMeanwhile() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(20_000, 30_000))
        .limit(100)
        .filter(HerokuCliIT::free)
        .findFirst()
        .orElseThrow();
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** As log-shuttle does when it did not see the first answer. */
  private static void sendTwice(String token, String line) throws Exception {
    byte[] octets = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try (LogShuttle shuttle = new LogShuttle(URI.create(ingest + "/logs"), token, true)) {
      LogShuttle.Batch batch = shuttle.batch(List.of(octets), 0, 0);
      assertThat(shuttle.send(batch)).isEqualTo(204);
      assertThat(shuttle.send(batch)).isEqualTo(204);
    }
  }

  /** Makes a channel with a name; returns its token. */
  private static String channel(String id, String name) throws Exception {
    return client
        .channel(id, "{\"name\":\"" + name + "\",\"tokens\":[\"app\"]}")
        .at("/tokens/app")
        .asText();
  }

  private static String firstBlock(String text) {
    int from = text.indexOf("```sh\n") + 6;
    return text.substring(from, text.indexOf("```", from));
  }

  private static Result run(String command) {
    return heroku.run(owner, command.split(" ")).join();
  }

  /** Compares words: the command line breaks its lines to fit a terminal. */
  private static void assertError(Result result, int status, String error) {
    assertThat(words(result.err())).contains("Error: " + error);
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(status);
  }

  private static String words(String text) {
    return Stream.of(text.replace("›", " ").strip().split("\\s+"))
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  private static HttpServer stub() throws Exception {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static String silentSession(HttpServer server) {
    return "{\"logplex_url\":\"" + url(server) + "/silent\"}";
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Hands out sessions that the gateway itself signed seven minutes ago, as far as it can tell. */
  private static final class ExpiredSessions implements AutoCloseable {

    private final HttpServer server = stub();

    ExpiredSessions(String channel) throws Exception {
      SessionUrls urls =
          new SessionUrls(
              new Sealer(SecretKeys.readOrCreate(data.resolve("secret.key"))),
              Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-7)));
      Session session =
          Session.parse(JSON.createObjectNode().put("channel_id", channel).put("tail", true), 0);
      String url = owner.host() + "/sessions/" + urls.sign(session);
      server.createContext("/", exchange -> answer(exchange, "{\"logplex_url\":\"" + url + "\"}"));
      server.start();
    }

    Target target() {
      return new Target(url(server), "key");
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
