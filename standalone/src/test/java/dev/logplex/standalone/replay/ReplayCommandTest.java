package dev.logplex.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.secret.Sealer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayCommandTest {

  @TempDir static Path shared;

  private static final String DRAIN = "d.11111111-1111-4111-8111-111111111111";

  private static final List<Received> received = new CopyOnWriteArrayList<>();

  /** Requests that are to be tried again. */
  private static final AtomicInteger refusals = new AtomicInteger();

  private static HttpServer receiver;

  /** Three channels of four lines. */
  private static Path small;

  @TempDir Path temp;

  @BeforeAll
  static void make() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext("/in", ReplayCommandTest::receive);
    receiver.start();
    small = MadeSavepoint.write(shared, "channels", 3, 2, 10, configuration());
  }

  @AfterAll
  static void stop() {
    receiver.stop(0);
  }

  @BeforeEach
  void forget() {
    received.clear();
    refusals.set(0);
  }

  @Test
  void whatIsNoSavepointIsSaidInOneSentence() throws Exception {
    Path file = Files.createDirectories(temp.resolve("garbled"));
    Files.writeString(file.resolve("_metadata"), "no savepoint");
    assertFails(temp.resolve("none"), "logplex: there is no ");
    assertFails(temp, " is no savepoint: it has no file _metadata");
    assertFails(file, " is no savepoint that can be read: ");
  }

  @Test
  void aSavepointOfAnotherJobIsToldApart() throws Exception {
    Path other = MadeSavepoint.write(temp, "others", 1, 1, 10);
    assertFails(other, " is a savepoint of another job: ");
  }

  @Test
  void aChannelThatIsNotThereIsNamedBehindThoseThatAre() throws Exception {
    Run run = run("--savepoint", small.toString(), "--channel", "app-2", "--channel", "app-9");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().lines()).hasSize(4).allMatch(line -> line.contains("app-2"));
    assertThat(run.err()).endsWith(small + " has no channel app-9\n");
  }

  @Test
  void linesAreChosenByTheirOwnTime() {
    String time = "2026-01-02T04:04:05.678901+01:00";
    Run since = run("--savepoint", small.toString(), "--channel", "app-1", "--since", time);
    assertThat(since.out().lines()).hasSize(4);
    Run until = run("--savepoint", small.toString(), "--channel", "app-1", "--until", time);
    assertThat(until.out()).isEmpty();
    assertThat(until.err()).contains("1 channels, 4 lines read, 0 picked, 0 sent");
  }

  @Test
  void aUrlGetsRequestsOfOneChannelEachThatSayWhatTheyAre() throws Exception {
    refusals.set(1);
    Run run = run("--savepoint", small.toString(), "--to", url());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("3 channels, 12 lines read, 12 picked, 12 sent");
    assertThat(received).hasSize(4);
    assertThat(received.get(0).body()).isEqualTo(received.get(1).body());
    assertThat(received.get(0).header("Logplex-Frame-Id"))
        .isEqualTo(received.get(1).header("Logplex-Frame-Id"));
    assertThat(received).extracting(r -> r.header("Logplex-Replay")).doesNotContainNull();
    for (Received request : received) {
      assertThat(request.header("Content-Type")).isEqualTo("application/logplex-1");
      assertThat(request.header("Logplex-Msg-Count")).isEqualTo("4");
      assertThat(request.header("Logplex-Seq")).isNull();
      String channel = request.header("Logplex-Channel");
      assertThat(request.body().lines()).hasSize(4).allMatch(line -> line.contains(channel + " "));
    }
  }

  @Test
  void aDrainGetsItsChannelAsTheSavepointDefinesIt() throws Exception {
    Path key = temp.resolve("secret.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));

    Run run = run("--savepoint", small.toString(), "--drain", "17", "--secret-key-file", "" + key);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("1 channels, 4 lines read, 4 picked, 4 sent");
    assertThat(received).singleElement().matches(r -> r.body().contains("app-1 4 "));
    assertThat(received.get(0).header("Logplex-Drain-Token")).isEqualTo(DRAIN);
    assertThat(received.get(0).header("X-Team")).isEqualTo("seven");
    Run none = run("--savepoint", small.toString(), "--drain", "18", "--secret-key-file", "" + key);
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).endsWith("has a drain 18\n");
    Files.writeString(
        key,
        Base64.getEncoder()
            .encodeToString(
                "another key of 32 octets length!".getBytes(StandardCharsets.US_ASCII)));
    Run sealed =
        run("--savepoint", small.toString(), "--drain", DRAIN, "--secret-key-file", "" + key);
    assertThat(sealed.status()).isEqualTo(1);
    assertThat(sealed.out()).isEmpty();
  }

  private static void receive(HttpExchange exchange) throws IOException {
    received.add(
        new Received(
            exchange.getRequestHeaders(),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII)));
    exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 503 : 204, -1);
    exchange.close();
  }

  private static String url() {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/in";
  }

  private static byte[] configuration() {
    DrainOptions options =
        new DrainOptions(
            List.of(),
            List.of(),
            7,
            false,
            Map.of("X-Team", "seven"),
            DrainOptions.Format.LOGPLEX,
            DrainOptions.DEFAULT_BATCH_BYTES,
            null);
    return new ConfigCodec(new Sealer(new byte[32]))
        .encode(
            new Channel(
                "app-1",
                null,
                1,
                1,
                ChannelFlags.NONE,
                List.of(),
                List.of(new Drain(17, DRAIN, url(), options))));
  }

  private record Received(Headers headers, String body) {
    String header(String name) {
      return headers.getFirst(name);
    }
  }

  @Test
  void wrongOptionsAreRefusedWithoutReading() {
    assertThat(run().status()).isEqualTo(2);
    assertThat(run("--savepoint", "x", "--since", "yesterday").status()).isEqualTo(2);
    assertThat(run("--savepoint", "x", "--format", "xml").status()).isEqualTo(2);
    assertThat(run("--savepoint", "x", "--to", "gopher://x/").status()).isEqualTo(2);
    assertThat(run("--savepoint", "x", "--to", "http://x/", "--into", "y").status()).isEqualTo(2);
    Run secret = run("--savepoint", "x", "--to", "https://user:hunter2@x/");
    assertThat(secret.status()).isEqualTo(2);
    assertThat(secret.err()).contains("LOGPLEX_REPLAY_CREDENTIALS").doesNotContain("hunter2");
  }

  /** 240 MB of lines pass through a heap of 96 MB. */
  @Test
  void memoryDoesNotGrowWithTheNumberOfChannels() throws Exception {
    int channels = 2_000;
    int lines = 60;
    Path savepoint = MadeSavepoint.write(temp, "channels", channels, lines, 950);
    Process replay =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.logplex.standalone.Logplex",
                "replay",
                "--savepoint",
                savepoint.toString())
            .redirectError(temp.resolve("err").toFile())
            .start();
    int wrong = 0;
    int next = 1;
    String channel = "";
    int seen = 0;
    try (BufferedReader out = replay.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] words = line.split(" ", 5);
        if (!words[2].equals(channel)) {
          channel = words[2];
          next = 1;
          seen++;
        }
        if (Integer.parseInt(words[3]) != next++) {
          wrong++;
        }
      }
    } finally {
      replay.destroy();
    }
    String err = Files.readString(temp.resolve("err"));
    assertThat(replay.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(replay.exitValue()).as(err).isZero();
    assertThat(err).contains("2000 channels, 240000 lines read, 240000 picked, 240000 sent");
    assertThat(List.of(seen, wrong, next)).containsExactly(channels, 0, 2 * lines + 1);
  }

  private static void assertFails(Path savepoint, String sentence) {
    Run run = run("--savepoint", savepoint.toString());
    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains(sentence);
  }

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    CommandLine line = new CommandLine(new ReplayCommand(out, errors, Map.of()));
    line.setErr(new PrintWriter(errors, true));
    int status = line.execute(arguments);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
