package dev.logplex.drain;

import static dev.logplex.drain.Specs.CHANNEL;
import static dev.logplex.drain.Specs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.model.ClientCertificate;
import dev.logplex.model.DrainOptions;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Debian's rsyslog and syslog-ng make of what syslog drains send. */
class RealSyslogTest {

  /** What is hard to carry: line breaks, blanks at the ends, characters of all lengths, length. */
  private static final List<String> HARD =
      List.of(
          "two\nlines",
          "a\n\n\nb\nc",
          "carriage\r\nreturn\r",
          "\ttabs\tand  blanks",
          "  ahead and behind  ",
          "\u0001\u001b[31mred\u001b[0m",
          "é € 😀 日本語",
          "{\"json\":\"\\\"quoted\\\"\"}",
          "<13>1 2026-03-01T08:15:30Z host app - - - not a message of its own",
          "17 <190>1 - - - - - -",
          "€".repeat(3_400),
          "x".repeat(10_000) + "end",
          ("y".repeat(99) + "\n").repeat(100) + "end");

  @TempDir Path directory;
  private final TaskThread task = new TaskThread();
  private DrainStage stage;
  private long next = 1;

  @AfterEach
  void stop() {
    task.run(stage::close);
    task.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = SyslogDaemon.Kind.class,
      mode = EnumSource.Mode.MATCH_NONE,
      names = ".*CLIENT_CERTIFICATE")
  void understandsEachLineInOrder(SyslogDaemon.Kind kind) {
    try (SyslogDaemon daemon = new SyslogDaemon(kind, directory)) {
      stage = stage();
      task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(daemon.url())));
      // Nobody listens yet, and the first hundred lines are too many by ten.
      for (int i = 1; i <= 11; i++) {
        route(numbered(10 * i - 9, 10 * i));
      }
      await().until(() -> task.call(() -> stage.status(TOKEN)).failures() > 0);
      long dropped = task.call(() -> stage.status(TOKEN)).dropped().values().iterator().next();

      daemon.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> !daemon.messages().isEmpty());
      List<String> rest = new ArrayList<>();
      for (int round = 0; round < 6; round++) {
        List<String> lines = new ArrayList<>(numbered(1_000 * round, 1_000 * round + 40));
        lines.addAll(HARD);
        rest.addAll(lines);
        route(lines);
        await()
            .pollInterval(Duration.ofMillis(10))
            .until(() -> task.call(stage::backlog).lines() == 0);
      }

      List<String> expected = new ArrayList<>(numbered((int) dropped + 1, 110));
      expected.addAll(rest);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> daemon.messages().size() >= expected.size() + 1);
      List<SyslogDaemon.Message> messages = daemon.messages();
      assertThat(messages.get(0))
          .satisfies(
              notice -> {
                assertThat(notice.priority()).isEqualTo("172");
                assertThat(notice.host()).isEqualTo(TOKEN);
                assertThat(notice.app()).isEqualTo("heroku");
                assertThat(notice.process()).isEqualTo("logplex");
                assertThat(notice.content())
                    .startsWith(
                        "Error L10 (output buffer overflow): "
                            + dropped
                            + " messages dropped since ");
              });
      assertThat(messages.subList(1, messages.size()))
          .isEqualTo(
              expected.stream()
                  .map(text -> new SyslogDaemon.Message(TOKEN, "app", "web.1", "190", text))
                  .toList());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SyslogDaemon.Kind.class,
      mode = EnumSource.Mode.MATCH_ANY,
      names = ".*CLIENT_CERTIFICATE")
  void takesLinesOnlyFromWhomItKnows(SyslogDaemon.Kind kind) {
    try (SyslogDaemon daemon = new SyslogDaemon(kind, directory).start()) {
      stage = stage();
      task.run(() -> stage.define(CHANNEL, TOKEN, Specs.of(daemon.url())));
      route(numbered(1, 3));
      await()
          .untilAsserted(
              () -> {
                DrainStatus status = task.call(() -> stage.status(TOKEN));
                assertThat(status.state()).isEqualTo(DrainStatus.State.FAILING);
                assertThat(status.failure().kind()).isEqualTo("tls");
                assertThat(status.delivered()).isZero();
              });

      X509Bundle certificate = Certs.client();
      ClientCertificate shown =
          new ClientCertificate(certificate.getCertificatePEM(), certificate.getPrivateKeyPEM());
      String spec = Specs.of(TOKEN, daemon.url(), DrainOptions.DEFAULT.with(shown));
      task.run(() -> stage.define(CHANNEL, TOKEN, spec));

      await()
          .untilAsserted(
              () ->
                  assertThat(daemon.messages())
                      .extracting(SyslogDaemon.Message::content)
                      .containsExactlyElementsOf(numbered(1, 3)));
    }
  }

  private DrainStage stage() {
    return new DrainStage(
        DrainSettings.DEFAULT
            .with(new DrainSettings.Buffers(100, 4 << 20, 64 << 20))
            .with(
                DrainSettings.Reach.PRIVATE_TOO.trusting(
                    Certs.caFile(Certs.CA, directory).toString())),
        Specs.CODEC,
        task);
  }

  private static List<String> numbered(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(n -> "line " + n).toList();
  }

  private void route(List<String> contents) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    contents.forEach(content -> frames.writeBytes(Lines.frame(content)));
    long first = next;
    next += contents.size();
    task.run(() -> stage.route(TOKEN, first, contents.size(), frames.toByteArray()));
  }
}
