package dev.logplex.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest {

  private final RecordedFrames sink = new RecordedFrames();

  @Test
  void findsNothingInAnEmptyBody() {
    assertThat(scan("")).isZero();
    assertThat(sink.items()).isEmpty();
  }

  @Test
  void splitsFramesThatFollowEachOtherDirectly() {
    assertThat(scan("5 hello3 a\nb1 \n")).isEqualTo(15);
    assertThat(sink.items()).containsExactly("hello", "a\nb", "\n");
  }

  @Test
  void countsOctetsNotCharacters() {
    byte[] body = "6 größ4 ☃!".getBytes(StandardCharsets.UTF_8);

    assertThat(new FrameScanner().scan(body, 0, body.length, sink)).isEqualTo(body.length);
    assertThat(sink.items()).hasSize(2).last().asString().hasSize(4).endsWith("!");
  }

  @Test
  void looksOnlyAtItsRange() {
    byte[] body = "xx3 abc5 rest".getBytes(StandardCharsets.US_ASCII);

    assertThat(new FrameScanner().scan(body, 2, 7, sink)).isEqualTo(7);
    assertThat(sink.items()).containsExactly("abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"05 hello", "0 ", "-1 x", "+1 x", " 1 x", "<13>1 text", "5x hello", "5\thello"})
  void takesAnythingButACountForALineOfText(String line) {
    assertThat(scan(line + "\n2 ok")).isEqualTo(line.length() + 5);
    assertThat(sink.items()).containsExactly("!NO_LENGTH " + line, "ok");
  }

  @Test
  void leavesTheLineEndOutOfMalformedText() {
    scan("text\r\n\n\r\n2 ok");

    assertThat(sink.items()).containsExactly("!NO_LENGTH text", "!NO_LENGTH ", "!NO_LENGTH ", "ok");
  }

  @Test
  void keepsACarriageReturnThatIsNotBeforeTheLineFeed() {
    scan("a\rb\r\r\n");

    assertThat(sink.items()).containsExactly("!NO_LENGTH a\rb\r");
  }

  @Test
  void takesALineFeedBehindAFrameForAnEmptyLine() {
    scan("2 ok\n2 ok");

    assertThat(sink.items()).containsExactly("ok", "!NO_LENGTH ", "ok");
  }

  @Test
  void acceptsTheLargestLength() {
    String message = "x".repeat(10_240);

    assertThat(scan("10240 " + message)).isEqualTo(10_246);
    assertThat(sink.items()).containsExactly(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10241 abc",
        "10250 abc",
        "20000 abc",
        "99999999999999999999 abc",
        "4294967297 abc"
      })
  void takesALengthAboveTheLimitForALineOfText(String line) {
    scan(line + "\n2 ok");

    assertThat(sink.items()).containsExactly("!TOO_LONG " + line, "ok");
  }

  @ParameterizedTest
  @CsvSource({"1,2", "7,8", "9,10", "10,11", "99,100", "123,124", "123,130", "123,200"})
  void hasALimitThatCanBeSet(int limit, int above) {
    FrameScanner scanner = new FrameScanner(limit);
    byte[] fits = (limit + " " + "x".repeat(limit)).getBytes(StandardCharsets.US_ASCII);
    byte[] above1 = (above + " " + "x".repeat(above) + "\n").getBytes(StandardCharsets.US_ASCII);

    scanner.scan(fits, 0, fits.length, sink);
    scanner.scan(above1, 0, above1.length, sink);

    assertThat(sink.items())
        .containsExactly("x".repeat(limit), "!TOO_LONG " + above + " " + "x".repeat(above));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5 ", "5 h", "5 hell", "12", "text", "10241 x", "5x", "0", "\r"})
  void saysWhereATruncatedBodyStopsBeingWhole(String rest) {
    assertThat(scan(rest)).isZero();
    assertThat(scan("2 ok" + rest)).isEqualTo(4);
    assertThat(scan("text\n" + rest)).isEqualTo(5);
    assertThat(sink.items()).containsExactly("ok", "!NO_LENGTH text");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 100_000_001})
  void refusesALimitThatMakesNoSense(int limit) {
    assertThatIllegalArgumentException().isThrownBy(() -> new FrameScanner(limit));
    assertThatIllegalArgumentException().isThrownBy(() -> new FrameDecoder(limit));
  }

  private int scan(String body) {
    byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
    return new FrameScanner().scan(octets, 0, octets.length, sink);
  }
}
