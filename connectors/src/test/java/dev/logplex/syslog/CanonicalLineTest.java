package dev.logplex.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalLineTest {

  private static final String ONE = "28 <190>1 t host app web.1 - x\n";
  private static final String TWO = "32 <0>1 time host heroku p - a\nb \n\n";

  private final CanonicalLine line = new CanonicalLine();

  @Test
  void hasNoLineOverNothing() {
    assertThat(line.next()).isFalse();
    assertThat(line.over(new byte[0], 0, 0).next()).isFalse();
    assertThat(line.over(octets(ONE), 5, 5).next()).isFalse();
  }

  @Test
  void findsThePartsOfEachFrame() {
    byte[] frames = octets(ONE + TWO);
    line.over(frames, 0, frames.length);

    assertThat(line.next()).isTrue();
    assertThat(line.frames()).isSameAs(frames);
    assertThat(line.priority()).isEqualTo(190);
    assertThat(line.facility()).isEqualTo(23);
    assertThat(line.severity()).isEqualTo(6);
    assertThat(part(line.frameFrom(), line.frameTo())).isEqualTo(ONE);
    assertThat(part(line.messageFrom(), line.frameTo())).isEqualTo(ONE.substring(3));
    assertThat(part(line.timeFrom(), line.timeTo())).isEqualTo("t");
    assertThat(part(line.sourceFrom(), line.sourceTo())).isEqualTo("app");
    assertThat(part(line.psFrom(), line.psTo())).isEqualTo("web.1");
    assertThat(part(line.contentFrom(), line.contentTo())).isEqualTo("x\n");
    assertThat(part(line.contentFrom(), line.contentEndWithoutLf())).isEqualTo("x");

    assertThat(line.next()).isTrue();
    assertThat(line.priority()).isZero();
    assertThat(part(line.frameFrom(), line.frameTo())).isEqualTo(TWO);
    assertThat(part(line.timeFrom(), line.timeTo())).isEqualTo("time");
    assertThat(part(line.sourceFrom(), line.sourceTo())).isEqualTo("heroku");
    assertThat(part(line.psFrom(), line.psTo())).isEqualTo("p");
    assertThat(part(line.contentFrom(), line.contentEndWithoutLf())).isEqualTo("a\nb \n");

    assertThat(line.next()).isFalse();
    assertThat(line.next()).isFalse();
  }

  @Test
  void looksOnlyAtItsRange() {
    byte[] frames = octets("xx" + ONE + "xx");
    line.over(frames, 2, frames.length - 2);

    assertThat(line.next()).isTrue();
    assertThat(line.next()).isFalse();
  }

  @Test
  void findsEmptyContent() {
    byte[] frames = octets("24 <13>1 t host app web - \n");
    line.over(frames, 0, frames.length);

    assertThat(line.next()).isTrue();
    assertThat(line.contentEndWithoutLf()).isEqualTo(line.contentFrom());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "28",
        "28 ",
        " 28 <190>1 t host app web.1 - x\n",
        "29 <190>1 t host app web.1 - x\n",
        "27 <190>1 t host app web.1 - x\n",
        "x7 <190>1 t host app web.1 - x\n",
        "9999999999 <190>1 t host app web.1 - x\n",
        "28 (190>1 t host app web.1 - x\n",
        "28 <190)1 t host app web.1 - x\n",
        "28 <290>1 t host app web.1 - x\n",
        "28 <1x0>1 t host app web.1 - x\n",
        "28 <190>2 t host app web.1 - x\n",
        "28 <190>1  thost app web.1 - x\n",
        "28 <190>1 t hust app web.1 - x\n",
        "28 <190>1 t host  pp web.1 - x\n",
        "28 <190>1 t host app  eb.1 - x\n",
        "28 <190>1 t host app web.1 + x\n",
        "28 <190>1 t host app web.1 -xx\n",
        "28 <190>1 t host app web.1 - x ",
        "25 <>1 t host app web.1 - x\n",
        "26 <190>1 t host app web.1 - ",
        "1 <",
        "0 ",
        "2 <1",
        "6 <190>1",
        "10 <190>1 aaa"
      })
  void refusesWhatIsNotCanonical(String frame) {
    byte[] frames = octets(ONE + frame);
    line.over(frames, 0, frames.length);

    assertThat(line.next()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(line::next)
        .withMessageContaining("at offset " + ONE.length());
  }

  @ParameterizedTest
  @CsvSource({"-1,2", "2,1", "0,4", "4,4"})
  void refusesARangeOutsideOfTheArray(int from, int to) {
    assertThatIllegalArgumentException().isThrownBy(() -> line.over(new byte[3], from, to));
  }

  private String part(int from, int to) {
    return new String(line.frames(), from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
