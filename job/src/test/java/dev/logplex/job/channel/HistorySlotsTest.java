package dev.logplex.job.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.history.History;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistorySlotsTest {

  private static final int MAX_LINES = 1_500;
  private static final long MAX_OCTETS = 4 << 20;

  private final Map<Integer, byte[]> state = new HashMap<>();
  private final HistorySlots historySlots = new HistorySlots(MAX_LINES, MAX_OCTETS);
  private HistoryWindow window = HistoryWindow.EMPTY;
  private long written;
  private int puts;

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 63, 64, 65, 200, 1_499, 1_500, 1_501, 4_000})
  void keepsExactlyTheNewestLinesForBatchesOfOneSize(int batch) throws Exception {
    for (int i = 0; i < 6_000 / batch + 3; i++) {
      append(batch, 10);
      assertNewestLinesAreThere();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyWriteLeavesTheNewestLinesReadableForAnyMixOfBatches(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      int lines = random.nextInt(10) < 8 ? 1 + random.nextInt(20) : 1 + random.nextInt(900);
      append(lines, random.nextInt(10) < 9 ? random.nextInt(200) : random.nextInt(3_000));
    }
  }

  @Test
  void boundsOctetsAsWellAsLines() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      append(1, 10_000);
    }
    History history = History.assemble(state.values(), MAX_LINES, MAX_OCTETS);
    long octets = history.chunks().stream().mapToLong(chunk -> chunk.frames().length).sum();
    assertThat(octets).isBetween(MAX_OCTETS - 11_000, MAX_OCTETS);
    assertThat(TestFrames.numbers(history)).endsWith(written - 1, written);
  }

  @Test
  void staysUnderTheSlotsThatOneReadCoversConsistently() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 3_000; i++) {
      append(1 + random.nextInt(3), random.nextInt(20_000) < 100 ? 9_000 : random.nextInt(4_000));
      assertThat(state.size()).isLessThanOrEqualTo(128);
    }
  }

  @Test
  void doesNotPinSlotsOfLargeBatches() throws Exception {
    for (int i = 0; i < 50; i++) {
      append(1_500, 150);
    }
    long octets = state.values().stream().mapToLong(chunk -> chunk.length).sum();
    assertThat(octets).isLessThan(3 * 1_500 * 250);
  }

  @Test
  void writesSmallBatchesAboutTwiceAndNeverRewritesTheWindow() throws Exception {
    for (int i = 0; i < 6_400; i++) {
      append(1, 100);
    }
    assertThat(puts).isLessThan(6_400 + 6_400 / 32 + 1);
  }

  private void append(int lines, int padding) throws Exception {
    byte[] frames = TestFrames.numbered(written + 1, written + lines, padding);
    written += lines;
    window = historySlots.append(window, new CheckedSlots(written - lines), 0, lines, frames);
    assertThat(window.nextSeq()).isEqualTo(written + 1);
  }

  private void assertNewestLinesAreThere() {
    History history = History.assemble(state.values(), MAX_LINES, MAX_OCTETS);
    long first = Math.max(1, written - MAX_LINES + 1);
    List<Long> expected = LongStream.rangeClosed(first, written).boxed().toList();
    assertThat(TestFrames.numbers(history)).isEqualTo(expected);
  }

  /** Looks at the slots after each single write, as a reader in another thread might. */
  private final class CheckedSlots implements HistorySlots.Slots {

    private final long writtenBefore;

    CheckedSlots(long writtenBefore) {
      this.writtenBefore = writtenBefore;
    }

    @Override
    public byte[] get(int slot) {
      return state.get(slot);
    }

    @Override
    public void put(int slot, byte[] chunk) {
      state.put(slot, chunk);
      puts++;
      assertReadable();
    }

    @Override
    public void remove(int slot) {
      state.remove(slot);
      assertReadable();
    }

    private void assertReadable() {
      History history = History.assemble(state.values(), MAX_LINES, MAX_OCTETS);
      List<Long> numbers = TestFrames.numbers(history);
      long newest = numbers.get(numbers.size() - 1);
      assertThat(newest).isGreaterThanOrEqualTo(Math.max(1, writtenBefore));
      long octets = history.chunks().stream().mapToLong(chunk -> chunk.frames().length).sum();
      if (octets < MAX_OCTETS - 64 * 1_024) {
        assertThat(numbers).hasSize((int) Math.min(newest, MAX_LINES));
      }
    }
  }
}
