package dev.logplex.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OctetBufferTest {

  private final OctetBuffer buffer = new OctetBuffer(0);

  @Test
  void growsAsOctetsAreAppended() {
    for (int i = 0; i < 1_000; i++) {
      buffer.append((byte) i);
      buffer.append(new byte[] {9, (byte) i, 9}, 1, 2);
    }

    assertThat(buffer.size()).isEqualTo(2_000);
    byte[] octets = buffer.toByteArray();
    for (int i = 0; i < 1_000; i++) {
      assertThat(octets[2 * i]).isEqualTo((byte) i);
      assertThat(octets[2 * i + 1]).isEqualTo((byte) i);
    }
  }

  @Test
  void takesAnArrayLargerThanTwiceItsCapacity() {
    byte[] large = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

    buffer.append(large);

    assertThat(buffer.toByteArray()).isEqualTo(large);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 99, 100, 10_240, 999_999_999, 1_000_000_000, Integer.MAX_VALUE})
  void writesNumbersInDecimal(int number) {
    buffer.appendDecimal(number);

    assertThat(buffer.toByteArray()).asString().isEqualTo(Integer.toString(number));
    assertThat(OctetBuffer.decimalLength(number)).isEqualTo(buffer.size());
  }

  @Test
  void refusesNegativeNumbers() {
    assertThatIllegalArgumentException().isThrownBy(() -> buffer.appendDecimal(-1));
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void keepsItsArrayWhenCleared() {
    buffer.append(new byte[100]);
    byte[] array = buffer.array();

    buffer.clear();
    buffer.append(new byte[100]);

    assertThat(buffer.array()).isSameAs(array);
    assertThat(buffer.size()).isEqualTo(100);
  }
}
