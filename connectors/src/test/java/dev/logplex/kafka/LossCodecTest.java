package dev.logplex.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossCodecTest {

  private static final String VALUE =
      "{\"channel\":\"app-1\",\"drain_id\":9,\"drain\":\"d.1\",\"reason\":\"overflow\",\"count\":7,"
          + "\"first_seq\":100,\"last_seq\":106,\"since\":1772352958000,\"until\":1772352962000}";

  @ParameterizedTest
  @EnumSource(LossReason.class)
  void readsBackWhatItWrote(LossReason reason) {
    Loss loss = new Loss("app-1", 9, "d.1", reason, 7, 5_000_000_000L, 5_000_000_006L, 1, 2);

    assertThat(LossCodec.decode(LossCodec.encode(loss))).isEqualTo(loss);
  }

  @Test
  void writesOneObject() {
    Loss loss =
        new Loss(
            "app-1", 9, "d.1", LossReason.OVERFLOW, 7, 100, 106, 1772352958000L, 1772352962000L);

    assertThat(LossCodec.encode(loss)).asString().isEqualTo(VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"channel", "drain_id", "drain", "reason", "count", "first_seq", "until"})
  void refusesARecordThatLacksAField(String field) {
    String without = VALUE.replace("\"" + field + "\"", "\"other\"");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LossCodec.decode(octets(without)))
        .withMessageContaining(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "null", "7", "{\"channel\":", "{}"})
  void refusesWhatIsNoRecord(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> LossCodec.decode(octets(value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"7\"", "7.0", "null", "99999999999999999999", "-99999999999999999999"})
  void refusesACountThatIsNoNumberOfLines(String count) {
    String wrong = VALUE.replace("\"count\":7", "\"count\":" + count);

    assertThatIllegalArgumentException().isThrownBy(() -> LossCodec.decode(octets(wrong)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bored", "", "OVERFLOW "})
  void refusesAReasonItDoesNotKnow(String reason) {
    String wrong = VALUE.replace("overflow", reason);

    assertThatIllegalArgumentException().isThrownBy(() -> LossCodec.decode(octets(wrong)));
  }

  @ParameterizedTest
  @ValueSource(strings = {" x", "{}", VALUE})
  void refusesAnythingBehindTheRecord(String rest) {
    assertThatIllegalArgumentException().isThrownBy(() -> LossCodec.decode(octets(VALUE + rest)));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
