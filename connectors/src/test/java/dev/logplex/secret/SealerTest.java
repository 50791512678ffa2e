package dev.logplex.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {

  private final Sealer sealer = sealer(1);

  @Property(seed = "1", tries = 200)
  void opensWhatItSealed(@ForAll byte[] octets, @ForAll String context) {
    String text = new String(octets, StandardCharsets.UTF_8);

    assertThat(sealer.open(context, sealer.seal(context, text))).isEqualTo(text);
  }

  @Test
  void hidesTheText() {
    String sealed = sealer.seal("place", "https://user:secret@sink.example/");

    assertThat(sealed).matches("[A-Za-z0-9_-]+");
    assertThat(new String(Base64.getUrlDecoder().decode(sealed), StandardCharsets.ISO_8859_1))
        .doesNotContain("secret", "sink");
  }

  @Test
  void sealsTheSameTextTheSameWayInOnePlaceOnly() {
    assertThat(sealer.seal("a", "text")).isEqualTo(sealer.seal("a", "text"));
    assertThat(sealer.seal("a", "text")).isNotEqualTo(sealer.seal("b", "text"));
    assertThat(sealer.seal("a", "text")).isNotEqualTo(sealer.seal("a", "texts"));
  }

  /** One nonce for two texts would tell their difference. */
  @Test
  void neverUsesOneNonceForTwoTexts() {
    assertThat(nonce(sealer.seal("a\u0000b", "c")))
        .isNotEqualTo(nonce(sealer.seal("a", "b\u0000c")));
    assertThat(nonce(sealer.seal("ab", "c"))).isNotEqualTo(nonce(sealer.seal("a", "bc")));
    assertThat(nonce(sealer.seal("", "abc"))).isNotEqualTo(nonce(sealer.seal("abc", "")));
  }

  @Test
  void opensNothingInAnotherPlaceOrWithAnotherKey() {
    String sealed = sealer.seal("place", "text");

    assertThatIllegalArgumentException().isThrownBy(() -> sealer.open("other", sealed));
    assertThatIllegalArgumentException().isThrownBy(() -> sealer(2).open("place", sealed));
  }

  @Test
  void opensNothingThatWasChanged() {
    byte[] sealed = Base64.getUrlDecoder().decode(sealer.seal("place", "text"));
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);

      assertThatIllegalArgumentException().isThrownBy(() -> sealer.open("place", text));
    }
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(cut);

      assertThatIllegalArgumentException().isThrownBy(() -> sealer.open("place", text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "not base64!", "===="})
  void refusesWhatIsNotSealedWithoutRepeatingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sealer.open("place", text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Test
  void signsAndVerifies() {
    byte[] octets = {1, 2, 3};
    byte[] signature = sealer.sign(octets);

    assertThat(signature).hasSize(32);
    assertThat(sealer.verify(octets, signature)).isTrue();
    assertThat(sealer.verify(new byte[] {1, 2, 4}, signature)).isFalse();
    assertThat(sealer.verify(octets, Arrays.copyOf(signature, 31))).isFalse();
    assertThat(sealer.verify(octets, new byte[0])).isFalse();
    assertThat(sealer(2).verify(octets, signature)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33})
  void refusesAKeyOfTheWrongLength(int length) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Sealer(new byte[length]));
  }

  private static byte[] nonce(String sealed) {
    return Arrays.copyOf(Base64.getUrlDecoder().decode(sealed), 12);
  }

  private static Sealer sealer(int key) {
    byte[] octets = new byte[32];
    octets[31] = (byte) key;
    return new Sealer(octets);
  }
}
