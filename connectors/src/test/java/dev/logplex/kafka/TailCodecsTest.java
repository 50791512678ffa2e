package dev.logplex.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.logplex.model.TailBatch;
import dev.logplex.model.TailInterest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailCodecsTest {

  @Test
  void readBackNumberedLines() {
    TailBatch batch = TailBatch.lines("app-1", 7, 5_000_000_000L, 2, new byte[] {1, 2, -3});

    assertThat(TailBatchCodec.decode("app-1", TailBatchCodec.encode(batch)))
        .usingRecursiveComparison()
        .isEqualTo(batch);
  }

  @Test
  void readBackAMarker() {
    TailBatch marker = TailBatch.marker("app-1", 7, 5, "größe-1");

    TailBatch read = TailBatchCodec.decode("app-1", TailBatchCodec.encode(marker));

    assertThat(read).usingRecursiveComparison().isEqualTo(marker);
    assertThat(read.isMarker()).isTrue();
  }

  @Test
  void refuseTailBatchesOfOtherVersionsOrCutShort() {
    byte[] value = TailBatchCodec.encode(TailBatch.lines("app-1", 1, 2, 1, new byte[0]));
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatIllegalArgumentException().isThrownBy(() -> TailBatchCodec.decode("app-1", cut));
    }
    byte[] otherVersion = value.clone();
    otherVersion[0] = 2;
    byte[] otherKind = value.clone();
    otherKind[1] = 3;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TailBatchCodec.decode("app-1", otherVersion));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TailBatchCodec.decode("app-1", otherKind));
  }

  @Test
  void readBackALease() {
    for (String request : new String[] {null, "r-1"}) {
      TailInterest interest = new TailInterest("app-1", 1_772_352_930_000L, request);

      assertThat(TailInterestCodec.decode("app-1", TailInterestCodec.encode(interest)))
          .isEqualTo(interest);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"until\":\"soon\"}", "{\"until\":1} {"})
  void refuseWhatIsNoLease(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TailInterestCodec.decode("app-1", value.getBytes(StandardCharsets.UTF_8)));
  }
}
