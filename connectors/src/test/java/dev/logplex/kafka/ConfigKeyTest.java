package dev.logplex.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigKeyTest {

  @Property(seed = "1", tries = 300)
  void readsBackWhatItWrote(@ForAll ConfigKey.Kind kind, @ForAll String id) {
    ConfigKey key = new ConfigKey(kind, id);

    assertThat(ConfigKey.parse(key.toString())).isEqualTo(key);
  }

  @Test
  void isWrittenAsKindAndId() {
    assertThat(ConfigKey.channel("app-1")).hasToString("channel:app-1");
    assertThat(ConfigKey.cred("A:B")).hasToString("cred:A:B");
    assertThat(ConfigKey.system("switches")).hasToString("system:switches");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "channel", "channels:1", "chan:1", ":channel", "CHANNEL:1", "other:1"})
  void refusesOtherTexts(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ConfigKey.parse(text));
  }
}
