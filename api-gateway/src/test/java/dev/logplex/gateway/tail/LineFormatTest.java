package dev.logplex.gateway.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.syslog.CanonicalLine;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFormatTest {

  @Test
  void aLineIsOneEventWithItsNumberAsId() {
    assertThat(event(41, "cache warmed"))
        .isEqualTo("id: 41\ndata: 2026-03-01T08:15:30.000123+00:00 app[web.1]: cache warmed\n\n");
  }

  @ParameterizedTest
  @CsvSource({
    "a\\nb, a|b",
    "a\\rb, a|b",
    "a\\r\\nb, a|b",
    "a\\n\\nb, a||b",
    "a\\r, a|",
    "\\n\\ra, ||a",
    "'', ''",
    "id: 7\\nid: 8, id: 7|id: 8"
  })
  void everyLineOfAContentIsAFieldOfItsOwn(String content, String expected) {
    String raw = content.replace("\\n", "\n").replace("\\r", "\r");
    String fields = "data: " + expected.replace("|", "\ndata: ");
    assertThat(event(7, raw))
        .isEqualTo(
            "id: 7\n"
                + fields.replaceFirst(
                    "data: ", "data: 2026-03-01T08:15:30.000123+00:00 app[web.1]: ")
                + "\n\n");
  }

  @Test
  void numbersBeyondAnIntAreWritten() {
    assertThat(event(12_345_678_901L, "x")).startsWith("id: 12345678901\n");
  }

  @Test
  void aNoticeHasNoIdSoThatResumingGoesOnBehindTheLineBefore() {
    byte[] notice = LineFormat.EVENTS.notice(Notice.forbidden(0));
    assertThat(new String(notice, StandardCharsets.US_ASCII))
        .isEqualTo(
            "data: 1970-01-01T00:00:00+00:00 Logplex: Error L20 (Tail sessions forbidden) Tail"
                + " sessions for this app are forbidden due to log volume.\n\n");
  }

  private static String event(long seq, String content) {
    String message = "<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - " + content + "\n";
    byte[] frame = (message.length() + " " + message).getBytes(StandardCharsets.ISO_8859_1);
    CanonicalLine line = new CanonicalLine().over(frame, 0, frame.length);
    assertThat(line.next()).isTrue();
    OctetBuffer out = new OctetBuffer(16);
    LineFormat.EVENTS.append(seq, line, out);
    return new String(out.toByteArray(), StandardCharsets.ISO_8859_1);
  }
}
