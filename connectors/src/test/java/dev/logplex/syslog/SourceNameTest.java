package dev.logplex.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceNameTest {

  @ParameterizedTest
  @CsvSource({"app,app", "heroku-postgres,heroku-postgres", "größe,größe", "日本,日本", "a[b]:,a[b]:"})
  void leavesOrdinaryNamesAsTheyAre(String name, String source) {
    assertThat(source(name)).isEqualTo(source);
  }

  @Test
  void replacesWhiteSpaceAndControls() {
    assertThat(source("my app\r\nx\ty\u0000z\u007f")).isEqualTo("my_app__x_y_z_");
    assertThat(source(" ")).isEqualTo("_");
  }

  @Test
  void writesADashForAnEmptyName() {
    assertThat(source("")).isEqualTo("-");
  }

  @Test
  void cutsLongNamesAtACharacter() {
    assertThat(source("x".repeat(255))).hasSize(255);
    assertThat(source("x".repeat(256))).isEqualTo("x".repeat(255));
    assertThat(source("x" + "é".repeat(200))).isEqualTo("x" + "é".repeat(127));
    assertThat(source("é".repeat(200))).isEqualTo("é".repeat(127));
    assertThat(source("😀".repeat(64))).isEqualTo("😀".repeat(63));
  }

  private static String source(String name) {
    return new String(SourceName.octets(name), StandardCharsets.UTF_8);
  }
}
