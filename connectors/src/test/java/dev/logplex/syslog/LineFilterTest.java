package dev.logplex.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.logplex.model.DrainOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineFilterTest {

  private static final int NOTICE = 13;

  @Test
  void wantsEveryLineWithoutConditions() {
    assertThat(LineFilter.ALL.passesAll()).isTrue();
    assertThat(LineFilter.of(List.of(), List.of(), "", 7).passesAll()).isTrue();
    assertThat(LineFilter.ALL.matches(Lines.line(7, "app", "web.1", ""))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"app,true", "ap,false", "appl,false", "App,false", "heroku,true", "heroku2,false"})
  void wantsOneOfItsSourcesExactly(String source, boolean wanted) {
    LineFilter filter = LineFilter.of(List.of("app", "heroku"), List.of(), "", 7);

    assertThat(filter.passesAll()).isFalse();
    assertThat(filter.matches(Lines.line(NOTICE, source, "web.1", "text"))).isEqualTo(wanted);
  }

  @Test
  void knowsASourceByTheTokensNameAsWell() {
    LineFilter filter = LineFilter.of(List.of("my app", ""), List.of(), "", 7);

    assertThat(filter.matches(Lines.line(NOTICE, "my app", "web.1", "text"))).isTrue();
    assertThat(filter.matches(Lines.line(NOTICE, "", "web.1", "text"))).isTrue();
    assertThat(filter.matches(Lines.line(NOTICE, "app", "web.1", "text"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "web,true",
    "web.1,true",
    "web.12,true",
    "web.,true",
    "webhook.1,false",
    "we,false",
    "w,false",
    "worker.1,false",
    "worker.2,true",
    "worker.2.x,true",
    "worker.22,false",
    "Web.1,false"
  })
  void wantsAProcessOrItsInstances(String ps, boolean wanted) {
    LineFilter filter = LineFilter.of(List.of(), List.of("web", "worker.2"), "", 7);

    assertThat(filter.matches(Lines.line(NOTICE, "app", ps, "text"))).isEqualTo(wanted);
  }

  @Test
  void doesNotReadPastTheProcess() {
    LineFilter filter = LineFilter.of(List.of(), List.of("p - .x"), "", 7);

    assertThat(filter.matches(Lines.line(NOTICE, "app", "p", ".x"))).isFalse();
    assertThat(
            LineFilter.of(List.of(), List.of("x".repeat(500)), "", 7)
                .matches(Lines.line(NOTICE, "app", "x", "")))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at=info", "a", "200", "at=info\nstatus=200", "größe", "\n"})
  void wantsATextInTheContent(String text) {
    LineFilter filter = LineFilter.of(List.of(), List.of(), text, 7);

    assertThat(filter.matches(Lines.line(NOTICE, "x", "x", "größe at=info\nstatus=200"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"At=info", "app", "web", "host", "at=infos", "2000"})
  void looksForTheTextInTheContentOnly(String text) {
    LineFilter filter = LineFilter.of(List.of(), List.of(), text, 7);

    assertThat(filter.matches(Lines.line(NOTICE, "app", "web", "at=info status=200"))).isFalse();
  }

  @Test
  void findsATextBehindABeginningOfIt() {
    LineFilter filter = LineFilter.of(List.of(), List.of(), "aab", 7);

    assertThat(filter.matches(Lines.line(NOTICE, "x", "x", "aaaab"))).isTrue();
    assertThat(filter.matches(Lines.line(NOTICE, "x", "x", "aaaa"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0,true",
    "3,true",
    "4,true",
    "5,false",
    "7,false",
    "188,true",
    "189,false",
    "255,false"
  })
  void wantsLinesSevereEnough(int pri, boolean wanted) {
    LineFilter filter = LineFilter.of(List.of(), List.of(), "", 4);

    assertThat(filter.matches(Lines.line(pri, "app", "web", "text"))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 8})
  void refusesASeverityThatIsNone(int severity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LineFilter.of(List.of(), List.of(), "", severity));
  }

  @Test
  void wantsAllConditionsToHold() {
    LineFilter filter = LineFilter.of(List.of("app"), List.of("web"), "text", 5);

    assertThat(filter.matches(Lines.line(5, "app", "web.1", "a text"))).isTrue();
    assertThat(filter.matches(Lines.line(6, "app", "web.1", "a text"))).isFalse();
    assertThat(filter.matches(Lines.line(5, "heroku", "web.1", "a text"))).isFalse();
    assertThat(filter.matches(Lines.line(5, "app", "run.1", "a text"))).isFalse();
    assertThat(filter.matches(Lines.line(5, "app", "web.1", "a word"))).isFalse();
  }

  @Test
  void doesWhatADrainsOptionsSay() {
    DrainOptions options =
        new DrainOptions(
            List.of("app"),
            List.of("web"),
            3,
            false,
            Map.of(),
            DrainOptions.Format.LOGPLEX,
            1_000,
            null);

    LineFilter filter = LineFilter.of(options);

    assertThat(LineFilter.of(DrainOptions.DEFAULT).passesAll()).isTrue();
    assertThat(filter.passesAll()).isFalse();
    assertThat(filter.matches(Lines.line(3, "app", "web.1", "text"))).isTrue();
    assertThat(filter.matches(Lines.line(4, "app", "web.1", "text"))).isFalse();
    assertThat(filter.matches(Lines.line(3, "app", "run.1", "text"))).isFalse();
    assertThat(filter.matches(Lines.line(3, "heroku", "web.1", "text"))).isFalse();
  }

  @Test
  void findsTextsThatAreNoAsciiByTheirOctets() {
    byte[] latin = "gr\u00f6\u00dfe".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(
            LineFilter.of(List.of(), List.of(), "größe", 7)
                .matches(Lines.line(NOTICE, "app", "web", latin)))
        .isFalse();
  }
}
