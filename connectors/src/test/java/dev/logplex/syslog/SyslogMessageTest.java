package dev.logplex.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogMessageTest {

  private static final String HEAD = "<190>1 2026-03-01T08:15:30.000123+00:00 vm7 t.1234 web.1 - ";

  private final SyslogMessage message = new SyslogMessage();

  @Test
  void findsThePartsOfAMessage() {
    String text = "<158>1 2026-03-01T08:15:31.5+00:00 edge heroku router - - at=info status=200\n";

    assertThat(parse(text)).isTrue();
    assertThat(message.priority()).isEqualTo(158);
    assertThat(part(text, message.versionFrom(), message.versionTo())).isEqualTo("1");
    assertThat(part(text, message.timeFrom(), message.timeTo()))
        .isEqualTo("2026-03-01T08:15:31.5+00:00");
    assertThat(part(text, message.hostFrom(), message.hostTo())).isEqualTo("edge");
    assertThat(part(text, message.appNameFrom(), message.appNameTo())).isEqualTo("heroku");
    assertThat(part(text, message.procIdFrom(), message.procIdTo())).isEqualTo("router");
    assertThat(part(text, message.contentFrom(), message.contentTo()))
        .isEqualTo("at=info status=200\n");
  }

  @Test
  void looksOnlyAtItsRange() {
    byte[] octets = octets("xx" + HEAD + "- text" + " more");

    assertThat(message.parse(octets, 2, octets.length - 5)).isTrue();
    assertThat(part(octets, message.contentFrom(), message.contentTo())).isEqualTo("text");
    assertThat(message.octets()).isSameAs(octets);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "7,7",
    "00190,190",
    "255,255",
    "256,0",
    "446,190",
    "4294967486,190",
    "99999999999999999999999999,255"
  })
  void takesThePriorityModulo256(String digits, int priority) {
    assertThat(parse("<" + digits + ">1 t h a p - - text")).isTrue();
    assertThat(message.priority()).isEqualTo(priority);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "12", "v", "1é"})
  void acceptsAnyVersion(String version) {
    assertThat(content("<13>" + version + " t h a p - - text")).isEqualTo("text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "-", "1772352930", "2026-03-01T08:15:30Z", "käse", "\u00ff"})
  void takesTheTimeAsItIs(String time) {
    String text = "<13>1 " + time + " h a p - - text";

    assertThat(parse(text)).isTrue();
    assertThat(part(text, message.timeFrom(), message.timeTo())).isEqualTo(time);
  }

  @Test
  void skipsNilStructuredData() {
    assertThat(content(HEAD + "- text")).isEqualTo("text");
    assertThat(content(HEAD + "-  text ")).isEqualTo(" text ");
    assertThat(content(HEAD + "- - text")).isEqualTo("- text");
    assertThat(content(HEAD + "- [x] text")).isEqualTo("[x] text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[id]",
        "[id a=\"1\"]",
        "[id a=\"1\"][id@2 b=\"2\" c=\"\"]",
        "[id a=\"x\\]y\"]",
        "[id a=\"x\\\\\"]",
        "[id a=\"x\\\"y\"]",
        "[id a=\"b[c\"]",
        "[id a=\"two\nlines\"]",
        "[\\]\\]\\]]"
      })
  void skipsStructuredData(String structuredData) {
    assertThat(content(HEAD + structuredData + " text")).isEqualTo("text");
    assertThat(content(HEAD + structuredData + " ")).isEmpty();
    assertThat(content(HEAD + structuredData)).isEmpty();
    assertThat(content(HEAD + structuredData + " [x] text")).isEqualTo("[x] text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "State changed",
        "[error text",
        "[a][b text",
        "[a]text",
        "[a][b]text",
        "[a\\] text",
        "[a\\",
        "[",
        "-text",
        "--",
        "-\ntext",
        " text",
        "]",
        "text\n"
      })
  void takesTheRestForContentWhereThereIsNoStructuredData(String content) {
    assertThat(content(HEAD + content)).isEqualTo(content);
  }

  @Test
  void acceptsEmptyContent() {
    assertThat(content(HEAD + "- ")).isEmpty();
    assertThat(content(HEAD + "-")).isEmpty();
    assertThat(content(HEAD)).isEmpty();
    assertThat(content(HEAD.stripTrailing())).isEmpty();
  }

  @Test
  void acceptsEmptyContentWithItsLineFeed() {
    assertThat(content(HEAD + "- \n")).isEqualTo("\n");
    assertThat(content(HEAD + "-\n")).isEqualTo("\n");
    assertThat(content(HEAD + "[a]\n")).isEqualTo("\n");
    assertThat(content(HEAD.stripTrailing() + "\n")).isEqualTo("\n");
  }

  @Test
  void keepsInnerLineEndsAndOctetsThatAreNoText() {
    String content = "one\ntwo\r\n\u0000\u0001\u00ff\u00c3(\n\n";

    assertThat(content(HEAD + "- " + content)).isEqualTo(content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|PRIORITY|0",
        "text|PRIORITY|0",
        "<|PRIORITY|1",
        "<>1 t h a p - - x|PRIORITY|1",
        "<13|PRIORITY|3",
        "<1 3>1 t h a p - - x|PRIORITY|2",
        "<-1>1 t h a p - - x|PRIORITY|1",
        "<13>|VERSION|4",
        "<13> t h a p - - x|VERSION|4",
        "<13>1|VERSION|5",
        "'<13>1 '|TIME|6",
        "<13>1  t h a p - - x|TIME|6",
        "<13>1 t|TIME|7",
        "<13>1 t  h a p - - x|HOST|8",
        "<13>1 t h|HOST|9",
        "<13>1 t h  a p - - x|APP_NAME|10",
        "<13>1 t h a|APP_NAME|11",
        "<13>1 t h a  p - - x|PROC_ID|12",
        "<13>1 t h a p|PROC_ID|13",
        "<13>1 t h a p  - x|MSG_ID|14",
        "'<13>1 t h a p '|MSG_ID|14"
      })
  void saysWhatIsMissingAndWhere(String text, MessageError error, int offset) {
    assertThat(parse(text)).isFalse();
    assertThat(message.error()).isEqualTo(error);
    assertThat(message.errorOffset()).isEqualTo(offset);
  }

  @ParameterizedTest
  @ValueSource(chars = {'\u0000', '\t', '\n', '\u000b', '\f', '\r', '\u001b', '\u001f', '\u007f'})
  void refusesWhiteSpaceAndControlsInTheHeader(char c) {
    assertThat(parse("<13>1 t" + c + " h a p - - x")).isFalse();
    assertThat(message.error()).isEqualTo(MessageError.TIME);
    assertThat(message.errorOffset()).isEqualTo(7);
    assertThat(parse("<13>1 t h a p" + c + "p - - x")).isFalse();
    assertThat(message.error()).isEqualTo(MessageError.PROC_ID);
    assertThat(parse("<13>1 t h a p i" + c + "d - x")).isFalse();
    assertThat(message.error()).isEqualTo(MessageError.MSG_ID);
  }

  @Test
  void canBeUsedAgainAfterAnError() {
    assertThat(parse("nonsense")).isFalse();
    assertThat(content(HEAD + "- text")).isEqualTo("text");
  }

  @Test
  void acceptsHeaderFieldsOfAnyLength() {
    String field = "x".repeat(3_000);

    assertThat(content("<13>1 " + (field + " ").repeat(5) + "- text")).isEqualTo("text");
    assertThat(message.procIdTo() - message.procIdFrom()).isEqualTo(3_000);
  }

  @ParameterizedTest
  @CsvSource({
    "'<13>1 now host t.1 web - - x',t.1",
    "'<13>1   now  host   t.1   web',t.1",
    "' a b t.1 c',t.1",
    "'a b c t. d',t.",
    "'a b c t.1 ',t.1"
  })
  void findsTheTokenInTheFourthPart(String text, String token) {
    byte[] octets = octets(text);
    int start = SyslogMessage.tokenStart(octets, 0, octets.length);

    assertThat(start).isNotNegative();
    assertThat(part(octets, start, SyslogMessage.tokenEnd(octets, start, octets.length)))
        .isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a",
        "a b c",
        "a b c ",
        "a b c t",
        "a b c t.1",
        "a b t.1 c",
        "a b c d t.1 e",
        "a b c xt.1 d",
        "a b c T.1 d"
      })
  void findsNoTokenAnywhereElse(String text) {
    byte[] octets = octets(text);

    assertThat(SyslogMessage.tokenStart(octets, 0, octets.length)).isEqualTo(-1);
  }

  private boolean parse(String text) {
    byte[] octets = octets(text);
    return message.parse(octets, 0, octets.length);
  }

  private String content(String text) {
    assertThat(parse(text)).as(text).isTrue();
    return part(text, message.contentFrom(), message.contentTo());
  }

  private static String part(String text, int from, int to) {
    return text.substring(from, to);
  }

  private static String part(byte[] octets, int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
