package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.standalone.replay.ReplayCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Savepoints and checkpoints of a running system, replayed and compared with what was sent. */
class ReplayIT {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern JSON_LINE =
      Pattern.compile(
          "\\{\"channel\":\"([^\"]*)\",\"seq\":(\\d+),\"pri\":190.*\"message\":\"(.*)\"}");

  @TempDir Path temp;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, List<String>> sent = new LinkedHashMap<>();
  private Path data;
  private JsonNode endpoints;

  @Test
  void whateverFormTheStateHasItsLinesAreThoseThatWereSent() throws Exception {
    data = temp.resolve("data");
    Files.createDirectories(data);
    List<String> saved = new ArrayList<>();
    try (LogplexCommand logplex = LogplexCommand.up(data)) {
      endpoints = logplex.awaitReady(LIMIT);
      LogplexClient client = new LogplexClient(endpoints);
      send(client, "small", 1, 3);
      send(client, "large", 1, 1_700);
      send(client, "other", 1, 200);
      awaitHistories(client);
      saved.add(savepoint("CANONICAL"));
      saved.add(savepoint("NATIVE"));

      doublesAChannel(client, saved.get(0));

      logplex.terminate();
      assertThat(logplex.awaitExit(LIMIT)).isZero();
    }
    sent.put("small", twice(sent.get("small")));
    assertReplayed(checkpoint());
    sent.put("small", sent.get("small").subList(0, 3));
    for (String path : saved) {
      assertReplayed(path);
    }
  }

  private void doublesAChannel(LogplexClient client, String savepoint) throws Exception {
    Run into =
        run(
            "--savepoint",
            savepoint,
            "--channel",
            "small",
            "--into",
            "small",
            "--endpoints",
            data.resolve("endpoints.json").toString());
    assertThat(into.status()).as(into.err()).isZero();
    assertThat(into.err()).contains("1 channels, 3 lines read, 3 picked, 3 sent");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(client.history("small", 10)).isEqualTo(twice(sent.get("small"))));
  }

  private void assertReplayed(String path) {
    Run json = run("--savepoint", path, "--format", "json");
    assertThat(json.status()).as(json.err()).isZero();
    Map<String, List<String>> replayed = new LinkedHashMap<>();
    Map<String, Long> seqs = new LinkedHashMap<>();
    json.out()
        .lines()
        .forEach(
            line -> {
              var found = JSON_LINE.matcher(line);
              assertThat(found.matches()).as(line).isTrue();
              String channel = found.group(1);
              long seq = Long.parseLong(found.group(2));
              Long before = seqs.put(channel, seq);
              assertThat(before == null || seq == before + 1).as(line).isTrue();
              replayed.computeIfAbsent(channel, c -> new ArrayList<>()).add(found.group(3));
            });
    sent.forEach((channel, lines) -> assertThat(replayed.get(channel)).isEqualTo(newest(lines)));

    Run frames = run("--savepoint", path, "--format", "logplex", "--channel", "other");
    assertThat(frames.status()).isZero();
    assertThat(LogplexClient.texts(frames.out())).isEqualTo(sent.get("other"));

    Run lines = run("--savepoint", path, "--channel", "small", "--source", "app", "--ps", "web");
    assertThat(lines.out())
        .isEqualTo(
            sent.get("small").stream()
                .map(text -> "2026-01-02T03:04:05.678901+00:00 app[web.1]: " + text + "\n")
                .collect(Collectors.joining()));
  }

  private void send(LogplexClient client, String channel, int first, int last) throws Exception {
    List<String> lines = LogplexClient.lines(channel + " ", first, last);
    String token = client.token(channel);
    for (int from = 0; from < lines.size(); from += 37) {
      client.post(token, lines.subList(from, Math.min(lines.size(), from + 37)));
    }
    sent.put(channel, lines);
  }

  private void awaitHistories(LogplexClient client) {
    sent.forEach(
        (channel, lines) ->
            await()
                .atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(
                    () -> assertThat(client.history(channel, 1_500)).isEqualTo(newest(lines))));
  }

  private String savepoint(String form) throws Exception {
    URI flink = URI.create(endpoints.get("flink").asText());
    String job = flink(flink, "/jobs/overview", null).at("/jobs/0/jid").asText();
    String target = temp.resolve(form.toLowerCase(Locale.ROOT)).toUri().toString();
    String savepoints = "/jobs/" + job + "/savepoints";
    String trigger =
        flink(
                flink,
                savepoints,
                "{\"target-directory\":\"" + target + "\",\"formatType\":\"" + form + "\"}")
            .get("request-id")
            .asText();
    return await()
        .atMost(LIMIT)
        .until(
            () ->
                flink(flink, savepoints + "/" + trigger, null)
                    .at("/operation/location")
                    .asText(null),
            location -> location != null);
  }

  private JsonNode flink(URI base, String path, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    if (body != null) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new ObjectMapper().readTree(answer.body());
  }

  /** The newest checkpoint left by the process, which has ended. */
  private String checkpoint() throws Exception {
    try (Stream<Path> all = Files.walk(data.resolve("checkpoints"))) {
      return all.filter(file -> file.endsWith("_metadata"))
          .map(Path::getParent)
          .max(Comparator.comparingInt(ReplayIT::number))
          .orElseThrow()
          .toString();
    }
  }

  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().replace("chk-", ""));
  }

  private static List<String> newest(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - 1_500), lines.size());
  }

  private static List<String> twice(List<String> lines) {
    return Stream.concat(lines.stream(), lines.stream()).toList();
  }

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ReplayCommand command =
        new ReplayCommand(out, new PrintStream(err, true, StandardCharsets.UTF_8), Map.of());
    int status = new CommandLine(command).execute(arguments);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
