package dev.logplex.gateway.ingest.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.data.Offset.offset;
import static org.awaitility.Awaitility.await;

import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.ingest.syslog.SyslogMetrics.Skip;
import dev.logplex.model.Channel;
import dev.logplex.model.LogBatch;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyslogFramingTest {

  private Rig rig;
  private Socket socket;

  @BeforeEach
  void start() throws IOException {
    rig = Rig.plain();
    socket = rig.connect();
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    rig.close();
  }

  @Test
  void aFrameBecomesALineUnderTheNameOfItsToken() throws Exception {
    long version = rig.config.channel(Rig.CHANNEL).orElseThrow().version();
    Rig.send(socket, rig.frame("cache warmed"));
    rig.awaitSettled(1);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).containsExactly(Rig.line("cache warmed"));
    LogBatch batch = rig.publisher.batches().get(0);
    assertThat(batch.configVersion()).isEqualTo(version);
    assertThat(batch.receivedAt()).isCloseTo(System.currentTimeMillis(), offset(10_000L));
    assertThat(batch.lines()).isEqualTo(1);
    assertThat(rig.metrics.accepted()).isEqualTo(1);
  }

  @Test
  void eachLineGoesToTheChannelOfItsOwnToken() throws Exception {
    Rig.send(socket, rig.frame("app-1", "a") + rig.frame("app-2", "b") + rig.frame("app-1", "c"));
    rig.awaitSettled(3);
    assertThat(rig.publisher.lines("app-1")).containsExactly(Rig.line("a"), Rig.line("c"));
    assertThat(rig.publisher.lines("app-2")).containsExactly(Rig.line("b"));
  }

  @Test
  void octetsMayComeOneAtATime() throws Exception {
    String input = rig.frame("first") + "no frame\n" + rig.frame("sécond");
    for (byte octet : input.getBytes(StandardCharsets.UTF_8)) {
      Rig.send(socket, new byte[] {octet});
    }
    rig.awaitSettled(3);
    assertThat(rig.publisher.lines(Rig.CHANNEL))
        .containsExactly(Rig.line("first"), Rig.line("sécond"));
    assertThat(rig.metrics.count(Skip.NO_FRAME)).isEqualTo(1);
  }

  @Test
  void anySplitGivesTheSameLines() throws Exception {
    Random random = new Random(7);
    List<String> expected = new ArrayList<>();
    StringBuilder input = new StringBuilder();
    int items = 600;
    int garbage = 0;
    for (int i = 0; i < items; i++) {
      switch (random.nextInt(5)) {
        case 0 -> {
          input.append("<13>text without a count ").append(i).append('\n');
          garbage++;
        }
        case 1 -> {
          input.append("20000 ").append("z".repeat(random.nextInt(300))).append("\r\n");
          garbage++;
        }
        default -> {
          String content = i + " " + "x".repeat(random.nextInt(2_000)) + "\ninner";
          input.append(rig.frame(content));
          expected.add(Rig.line(content));
        }
      }
    }
    byte[] octets = input.toString().getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < octets.length; ) {
      int length = Math.min(1 + random.nextInt(1_500), octets.length - at);
      socket.getOutputStream().write(octets, at, length);
      at += length;
    }
    rig.awaitSettled(items);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).isEqualTo(expected);
    assertThat(rig.metrics.count(Skip.NO_FRAME) + rig.metrics.count(Skip.TOO_LONG))
        .isEqualTo(garbage);
    assertThat(rig.metrics.count("octets")).isEqualTo(octets.length);
  }

  @Test
  void theLongestMessageHas10240Octets() throws Exception {
    int header = rig.frame("").length() - "100 ".length() + 1;
    String longest = "x".repeat(10_240 - header);
    String tooLong = rig.frame(longest + "x");
    assertThat(rig.frame(longest)).startsWith("10240 ");
    assertThat(tooLong).startsWith("10241 ");
    Rig.send(socket, rig.frame(longest) + tooLong + "\n" + rig.frame("after"));
    rig.awaitSettled(3);
    assertThat(rig.publisher.lines(Rig.CHANNEL))
        .containsExactly(Rig.line(longest), Rig.line("after"));
    assertThat(rig.metrics.count(Skip.TOO_LONG)).isEqualTo(1);
  }

  @Test
  void hugeLengthsAreSkippedLikeAnyText() throws Exception {
    Rig.send(socket, "99999999999999999999999999 x\n2147483648 x\n010 x\n-5 x\n0 \n");
    Rig.send(socket, rig.frame("after"));
    rig.awaitSettled(6);
    assertThat(rig.metrics.count(Skip.TOO_LONG)).isEqualTo(2);
    assertThat(rig.metrics.count(Skip.NO_FRAME)).isEqualTo(3);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).containsExactly(Rig.line("after"));
  }

  @Test
  void messagesThatCannotBePlacedAreCountedByReason() throws Exception {
    String unknown = "<1>1 t h t.00000000-0000-4000-8000-000000000000 p - - x";
    Rig.send(socket, Rig.counted("no message at all"));
    Rig.send(socket, Rig.counted("<1>1 t h app p - - x"));
    Rig.send(socket, Rig.counted(unknown) + Rig.counted(unknown) + rig.frame("placed"));
    rig.awaitSettled(5);
    assertThat(rig.metrics.count(Skip.NO_MESSAGE)).isEqualTo(1);
    assertThat(rig.metrics.count(Skip.NO_TOKEN)).isEqualTo(1);
    assertThat(rig.metrics.count(Skip.UNKNOWN_TOKEN)).isEqualTo(2);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).containsExactly(Rig.line("placed"));
  }

  @Test
  void aTokenIsKnownAsSoonAsItIsMade() throws Exception {
    Rig.send(socket, rig.frame("before"));
    rig.awaitSettled(1);
    rig.create("app-9");
    Rig.send(socket, rig.frame("app-9", "new"));
    rig.awaitSettled(2);
    assertThat(rig.publisher.lines("app-9")).containsExactly(Rig.line("new"));
  }

  @Test
  void aChannelMadeAgainSharesNoBatchWithItsPast() throws Exception {
    Channel past = rig.config.channel(Rig.CHANNEL).orElseThrow();
    rig.publisher.stall();
    Rig.send(socket, rig.frame("first"));
    await().until(() -> rig.publisher.stalledBatches() == 1);
    Rig.send(socket, rig.frame("old"));
    int sent = rig.frame("first").length() + rig.frame("old").length();
    await().until(() -> rig.metrics.count("octets") == sent);
    rig.config.execute(new ConfigCommand.DeleteChannel(Rig.CHANNEL));
    rig.create(Rig.CHANNEL);
    Channel present = rig.config.channel(Rig.CHANNEL).orElseThrow();
    Rig.send(socket, rig.frame("new"));
    rig.publisher.release();
    rig.awaitSettled(3);
    assertThat(rig.publisher.batches())
        .extracting(LogBatch::lines, LogBatch::configVersion)
        .containsExactly(
            tuple(1, past.version()), tuple(1, past.version()), tuple(1, present.version()));
  }

  @Test
  void anIncompleteFrameAtTheEndIsCounted() throws Exception {
    String frame = rig.frame("cut off");
    Rig.send(socket, rig.frame("whole") + frame.substring(0, frame.length() - 1));
    socket.close();
    rig.awaitSettled(2);
    assertThat(rig.metrics.count(Skip.TRUNCATED)).isEqualTo(1);
    assertThat(rig.publisher.lines(Rig.CHANNEL)).containsExactly(Rig.line("whole"));
  }

  @Test
  void nothingIsEverAnswered() throws Exception {
    Rig.send(socket, rig.frame("a") + "garbage\n" + Rig.counted("no message"));
    socket.shutdownOutput();
    assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    rig.awaitSettled(3);
  }

  @Test
  void structuredDataInEveryFormIsUnderstood() throws Exception {
    String token = rig.token(Rig.CHANNEL);
    String head = "<190>1 2026-03-01T08:15:30.000123+00:00 vm7 " + token + " web.1 - ";
    Rig.send(
        socket,
        Rig.counted(head + "- dash")
            + Rig.counted(head + "[a@1 b=\"c\\]\"][d] elements")
            + Rig.counted(head + "none at all")
            + Rig.counted(head + "- "));
    rig.awaitSettled(4);
    assertThat(rig.publisher.lines(Rig.CHANNEL))
        .containsExactly(
            Rig.line("dash"), Rig.line("elements"), Rig.line("none at all"), Rig.line(""));
  }

  @Test
  void whatLoggerSendsIsUnderstood() throws Exception {
    String token = rig.token(Rig.CHANNEL);
    Rig.send(
        socket,
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    Rig.counted(
                        "<13>1 2026-03-01T08:15:30.000123+00:00 vm7 "
                            + token
                            + " 4711 - [timeQuality tzKnown=\"1\" isSynced=\"1\""
                            + " syncAccuracy=\"231500\"] line "
                            + i))
            .reduce("", String::concat));
    rig.awaitSettled(3);
    assertThat(rig.publisher.lines(Rig.CHANNEL))
        .containsExactly(
            "<13>1 2026-03-01T08:15:30.000123+00:00 host app 4711 - line 0\n",
            "<13>1 2026-03-01T08:15:30.000123+00:00 host app 4711 - line 1\n",
            "<13>1 2026-03-01T08:15:30.000123+00:00 host app 4711 - line 2\n");
  }

  @Test
  void theRealLoggerIsUnderstood() throws Exception {
    Path logger = Path.of("/usr/bin/logger");
    assertThat(logger).as("logger(1), an essential part of Debian").isExecutable();
    String port = Integer.toString(rig.server.port().orElseThrow());
    Process process =
        new ProcessBuilder(
                logger.toString(),
                "--tcp",
                "--octet-count",
                "--rfc5424",
                "--server=127.0.0.1",
                "--port=" + port,
                "--priority=local7.info",
                "--tag=" + rig.token(Rig.CHANNEL),
                "hello from logger")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(process.waitFor()).isZero();
    rig.awaitSettled(1);
    assertThat(rig.publisher.lines(Rig.CHANNEL))
        .singleElement()
        .asString()
        .matches("<190>1 \\S+ host app \\S+ - hello from logger\n");
  }

  @Test
  void contentIsOctets() throws Exception {
    byte[] head =
        ("<190>1 t h " + rig.token(Rig.CHANNEL) + " p - - ").getBytes(StandardCharsets.UTF_8);
    byte[] content = {(byte) 0xff, 0, (byte) 0xc3, '\n', (byte) 0x80, '\n'};
    Rig.send(socket, head.length + content.length + " ");
    Rig.send(socket, head);
    Rig.send(socket, content);
    rig.awaitSettled(1);
    byte[] frames = rig.publisher.batches().get(0).frames();
    assertThat(Arrays.copyOfRange(frames, frames.length - content.length, frames.length))
        .isEqualTo(content);
  }
}
