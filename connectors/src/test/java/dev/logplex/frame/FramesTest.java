package dev.logplex.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

  private static final byte[] THREE = octets("5 abcd\n2 \n\n10 123456789\n");

  @Test
  void walksFrames() {
    assertThat(Frames.end(THREE, 0)).isEqualTo(7);
    assertThat(Frames.end(THREE, 7)).isEqualTo(11);
    assertThat(Frames.end(THREE, 11)).isEqualTo(THREE.length);
    assertThat(Frames.message(THREE, 0)).isEqualTo(2);
    assertThat(Frames.message(THREE, 11)).isEqualTo(14);
  }

  @Test
  void skipsAndCountsFrames() {
    assertThat(Frames.skip(THREE, 0, 0)).isZero();
    assertThat(Frames.skip(THREE, 0, 2)).isEqualTo(11);
    assertThat(Frames.skip(THREE, 7, 2)).isEqualTo(THREE.length);
    assertThat(Frames.count(THREE)).isEqualTo(3);
    assertThat(Frames.count(new byte[0])).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "5 abcd", " 5 abcd", "x5 abcd\n", "5x abcd\n", "-1 x", "9999999999 x"})
  void refusesWhatIsNoWholeFrame(String frames) {
    assertThatIllegalArgumentException().isThrownBy(() -> Frames.end(octets(frames), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Frames.skip(octets(frames), 0, 1));
  }

  @Test
  void refusesToSkipMoreThanThereIs() {
    assertThatIllegalArgumentException().isThrownBy(() -> Frames.skip(THREE, 0, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "12345"})
  void findsNoMessageWithoutASpace(String frames) {
    assertThatIllegalArgumentException().isThrownBy(() -> Frames.message(octets(frames), 0));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
