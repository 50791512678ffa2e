package dev.logplex.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.frame.Frames;
import dev.logplex.frame.OctetBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RenderingsTest {

  private static final byte[] DRAIN_TOKEN =
      "d.99999999-8888-4777-8666-555555555555".getBytes(StandardCharsets.US_ASCII);

  private final OctetBuffer out = new OctetBuffer(0);

  @Test
  void showsALineToSessions() {
    SessionLine.append(Lines.line(190, "app", "web.1", "cache warmed"), out);

    assertThat(out.toByteArray())
        .asString()
        .isEqualTo("2026-03-01T08:15:30.000123+00:00 app[web.1]: cache warmed\n");
  }

  @Test
  void showsLineEndsOfTheContentToSessionsAsTheyAre() {
    SessionLine.append(Lines.line(190, "app", "web.1", "one\ntwo\r\n\n"), out);
    SessionLine.append(Lines.line(190, "app", "web.1", ""), out);

    assertThat(out.toByteArray())
        .asString()
        .isEqualTo(
            "2026-03-01T08:15:30.000123+00:00 app[web.1]: one\ntwo\r\n\n"
                + "2026-03-01T08:15:30.000123+00:00 app[web.1]: \n");
  }

  @Test
  void sendsSyslogDrainsTheirTokenAsTheHost() {
    SyslogDrainFrame.append(Lines.line(190, "app", "web.1", "cache warmed"), DRAIN_TOKEN, out);

    assertThat(out.toByteArray())
        .asString()
        .isEqualTo(
            "106 <190>1 2026-03-01T08:15:30.000123+00:00"
                + " d.99999999-8888-4777-8666-555555555555 app web.1 - - cache warmed\n");
  }

  @Test
  void countsTheOctetsOfASyslogDrainsFrame() {
    SyslogDrainFrame.append(Lines.line(0, "größe", "web.1", "a\nb\n\n"), DRAIN_TOKEN, out);
    SyslogDrainFrame.append(Lines.line(255, "app", "web.1", ""), DRAIN_TOKEN, out);

    byte[] frames = out.toByteArray();
    int second = Frames.end(frames, 0);
    assertThat(new String(frames, 0, second, StandardCharsets.UTF_8)).endsWith(" - - a\nb\n\n");
    assertThat(Frames.end(frames, second)).isEqualTo(frames.length);
    assertThat(frames).asString().endsWith(" app web.1 - - \n");
  }
}
