package dev.logplex.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LogBatchCodecTest {

  @Property(seed = "1", tries = 300)
  void readsBackWhatItWrote(
      @ForAll String channel,
      @ForAll long configVersion,
      @ForAll long receivedAt,
      @ForAll @IntRange(min = 1) int lines,
      @ForAll byte[] frames,
      @ForAll @ByteRange(max = 7) byte reach) {
    LogBatch batch =
        new LogBatch(channel, configVersion, receivedAt, lines, frames, Reach.of(reach));

    assertThat(LogBatchCodec.decode(channel, LogBatchCodec.encode(batch)))
        .usingRecursiveComparison()
        .isEqualTo(batch);
  }

  /** Records stay in Kafka across upgrades. */
  @Test
  void writesTheFormOfVersionTwo() {
    LogBatch batch = new LogBatch("app-1", 258, 3, 4, new byte[] {9, 8}, Reach.DRAINS_ONLY);
    assertThat(LogBatchCodec.encode(batch))
        .containsExactly(2, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4, 3, 9, 8);
  }

  @Test
  void readsTheFormOfVersionOne() {
    byte[] value = {1, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4, 9, 8};
    assertThat(LogBatchCodec.decode("app-1", value))
        .usingRecursiveComparison()
        .isEqualTo(new LogBatch("app-1", 258, 3, 4, new byte[] {9, 8}, Reach.EVERYWHERE));
  }

  @Test
  void refusesAReachOfUnknownMeaning() {
    byte[] value = LogBatchCodec.encode(new LogBatch("app-1", 1, 2, 3, new byte[0]));
    value[21] = 8;

    assertThatIllegalArgumentException().isThrownBy(() -> LogBatchCodec.decode("app-1", value));
  }

  @Test
  void refusesOtherVersions() {
    byte[] value = LogBatchCodec.encode(new LogBatch("app-1", 1, 2, 3, new byte[0]));
    for (byte version : new byte[] {0, 3, -1}) {
      value[0] = version;

      assertThatIllegalArgumentException()
          .isThrownBy(() -> LogBatchCodec.decode("app-1", value))
          .withMessageContaining("version " + version);
    }
  }

  @Test
  void refusesAValueCutInItsHeader() {
    byte[] value = LogBatchCodec.encode(new LogBatch("app-1", 1, 2, 3, new byte[0]));
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);

      assertThatIllegalArgumentException().isThrownBy(() -> LogBatchCodec.decode("app-1", cut));
    }
  }

  @Test
  void refusesABatchWithoutLines() {
    byte[] value = LogBatchCodec.encode(new LogBatch("app-1", 1, 2, 3, new byte[0]));
    value[20] = 0;

    assertThatIllegalArgumentException().isThrownBy(() -> LogBatchCodec.decode("app-1", value));
  }
}
