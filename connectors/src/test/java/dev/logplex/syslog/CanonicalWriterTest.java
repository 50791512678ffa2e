package dev.logplex.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.logplex.frame.OctetBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalWriterTest {

  private final SyslogMessage message = new SyslogMessage();
  private final CanonicalWriter writer = new CanonicalWriter(new OctetBuffer(0));

  @Test
  void writesWhatHttpDrainsGet() {
    append("<158>1 2026-03-01T08:15:31.500000+00:00 edge heroku router - - at=info status=200");

    assertThat(written())
        .isEqualTo(
            "80 <158>1 2026-03-01T08:15:31.500000+00:00 host heroku router -"
                + " at=info status=200\n");
  }

  @Test
  void namesTheTokensSourceWhateverTheMessageSays() {
    append("<190>2 now vm7 forged web.1 ID42 [meta a=\"1\"] text");

    assertThat(written()).isEqualTo("36 <190>1 now host heroku web.1 - text\n");
  }

  @Test
  void addsALineFeedOnlyWhereThereIsNone() {
    append("<13>1 t h a p - - one");
    append("<13>1 t h a p - - one\n");
    append("<13>1 t h a p - - one\ntwo");
    append("<13>1 t h a p - - one\r\n\n");
    append("<13>1 t h a p - - ");

    assertThat(written())
        .isEqualTo(
            "28 <13>1 t host heroku p - one\n"
                + "28 <13>1 t host heroku p - one\n"
                + "32 <13>1 t host heroku p - one\ntwo\n"
                + "30 <13>1 t host heroku p - one\r\n\n"
                + "25 <13>1 t host heroku p - \n");
    assertThat(writer.lines()).isEqualTo(5);
  }

  @Test
  void reducesThePriority() {
    append("<0>1 t h a p - - x");
    append("<446>1 t h a p - - x");

    assertThat(written()).isEqualTo("25 <0>1 t host heroku p - x\n27 <190>1 t host heroku p - x\n");
  }

  @Test
  void writesLinesOfTheSystemItself() {
    byte[] content = octets("xxError L10 (output buffer overflow)xx");

    writer.append(172, octets("now"), octets("heroku"), octets("logplex"), content, 2, 36);

    assertThat(written())
        .isEqualTo("68 <172>1 now host heroku logplex - Error L10 (output buffer overflow)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\n", "\u007f"})
  void refusesFieldsThatAreNone(String field) {
    byte[] ok = octets("ok");
    byte[] wrong = octets(field);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.append(1, wrong, ok, ok, ok, 0, 2))
        .withMessageStartingWith("time");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.append(1, ok, wrong, ok, ok, 0, 2))
        .withMessageStartingWith("source");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.append(1, ok, ok, wrong, ok, 0, 2))
        .withMessageStartingWith("ps");
    assertThat(writer.buffer().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 256})
  void refusesPrioritiesThatAreNone(int pri) {
    byte[] ok = octets("ok");

    assertThatIllegalArgumentException().isThrownBy(() -> writer.append(pri, ok, ok, ok, ok, 0, 2));
  }

  @Test
  void startsAgainWhenCleared() {
    append("<13>1 t h a p - - one");

    writer.clear();

    assertThat(writer.lines()).isZero();
    assertThat(written()).isEmpty();
  }

  private void append(String text) {
    byte[] octets = octets("##" + text + "##");
    assertThat(message.parse(octets, 2, octets.length - 2)).isTrue();
    writer.append(message, octets("heroku"));
  }

  private String written() {
    return new String(writer.buffer().toByteArray(), StandardCharsets.ISO_8859_1);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
