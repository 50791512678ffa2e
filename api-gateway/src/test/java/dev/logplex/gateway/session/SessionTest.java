package dev.logplex.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

  @ParameterizedTest
  @CsvSource({"\"err\", 3", "\"ERROR\", 3", "\"warning\", 4", "\"0\", 0", "7, 7", "null, 7"})
  void aSeverityIsANameOrANumber(String json, int number) throws IOException {
    Session session = parse("{\"channel_id\":\"a\",\"severity\":" + json + "}");
    assertThat(session.severity()).isEqualTo(number);
    assertThat(session.problem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "-1", "\"loud\"", "true", "{}", "1.5"})
  void anythingElseIsNoSeverity(String json) throws IOException {
    assertThat(parse("{\"channel_id\":\"a\",\"severity\":" + json + "}").problem())
        .contains("severity is that of syslog: 0 to 7, or its name");
  }

  @Test
  void textsAreBounded() throws IOException {
    String longest = "x".repeat(255);
    assertThat(parse("{\"channel_id\":\"a\",\"text\":\"" + longest + "\"}").problem()).isEmpty();
    assertThat(parse("{\"channel_id\":\"a\",\"text\":\"" + longest + "x\"}").problem()).isPresent();
  }

  private static Session parse(String json) throws IOException {
    return Session.parse(new ObjectMapper().readTree(json), 1);
  }
}
