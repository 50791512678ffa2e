package dev.logplex.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.logplex.frame.OctetBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {

  private static final long NO_LIMIT = Long.MAX_VALUE;

  @Test
  void linesOfAnEarlierLifeOfTheChannelAreNotItsHistory() {
    byte[] frames = "2 a\n".getBytes(StandardCharsets.US_ASCII);
    byte[] unknown = new HistoryChunk(0, 1, 1, frames).encode();
    byte[] known = new HistoryChunk(7, 2, 1, frames).encode();
    History history = History.assemble(List.of(unknown, known), 10, NO_LIMIT);

    assertThat(history.ofLife(7).lines()).isEqualTo(2);
    assertThat(history.ofLife(8)).isEqualTo(History.EMPTY);
  }

  @Test
  void isEmptyWithoutSlots() {
    History history = History.assemble(List.of(), 10, 100);

    assertThat(history).isEqualTo(History.EMPTY);
    assertThat(history.lines()).isZero();
  }

  @Test
  void putsChunksInOrderWhateverTheOrderOfTheSlots() {
    List<byte[]> slots = new ArrayList<>(List.of(slot(1, 3), slot(4, 4), slot(5, 9), slot(10, 11)));
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(slots, new Random(seed));

      assertThat(seqs(History.assemble(slots, 100, NO_LIMIT))).isEqualTo(range(1, 11));
    }
  }

  @Test
  void takesEachLineOnceWhereSlotsOverlap() {
    assertThat(seqs(assemble(slot(1, 10), slot(8, 12)))).isEqualTo(range(1, 12));
    assertThat(seqs(assemble(slot(1, 4), slot(1, 8)))).isEqualTo(range(1, 8));
    assertThat(seqs(assemble(slot(5, 8), slot(1, 8)))).isEqualTo(range(1, 8));
    assertThat(seqs(assemble(slot(1, 10), slot(4, 6)))).isEqualTo(range(1, 10));
    assertThat(seqs(assemble(slot(1, 5), slot(3, 9), slot(9, 12)))).isEqualTo(range(1, 12));
    assertThat(seqs(assemble(slot(1, 3), slot(1, 3)))).isEqualTo(range(1, 3));
  }

  @Test
  void takesTheNewestRunWithoutAGap() {
    assertThat(seqs(assemble(slot(1, 3), slot(5, 7), slot(8, 9)))).isEqualTo(range(5, 9));
    assertThat(seqs(assemble(slot(1, 8), slot(10, 10)))).isEqualTo(range(10, 10));
    assertThat(seqs(assemble(slot(1, 2), slot(1, 6), slot(8, 9), slot(9, 12))))
        .isEqualTo(range(8, 12));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "2,2", "3,3", "5,5", "10,10", "11,10", "1500,10"})
  void keepsTheNewestLinesUpToTheBound(int maxLines, int kept) {
    History history =
        History.assemble(List.of(slot(1, 4), slot(5, 8), slot(9, 10)), maxLines, NO_LIMIT);

    assertThat(history.lines()).isEqualTo(kept);
    assertThat(seqs(history)).isEqualTo(range(11 - kept, 10));
  }

  @Test
  void keepsTheNewestOctetsUpToTheBound() {
    List<byte[]> slots = List.of(slot(1, 4), slot(5, 8), slot(9, 10));
    int all = 0;
    for (long seq = 1; seq <= 10; seq++) {
      all += frame(seq).length;
    }
    for (int maxOctets = 0; maxOctets <= all + 1; maxOctets++) {
      History history = History.assemble(slots, 100, maxOctets);

      long first = 11;
      for (int octets = 0; first > 1; first--) {
        octets += frame(first - 1).length;
        if (octets > maxOctets) {
          break;
        }
      }
      assertThat(seqs(history)).isEqualTo(range(first, 10));
    }
  }

  @Test
  void doesNotSkipALineTooLargeForTheBound() {
    byte[] large =
        new HistoryChunk(
                0, 2, 1, "500 ".concat("x".repeat(500)).getBytes(StandardCharsets.US_ASCII))
            .encode();

    assertThat(seqs(History.assemble(List.of(slot(1, 1), large, slot(3, 3)), 10, 100)))
        .isEqualTo(range(3, 3));
  }

  @Property(seed = "1")
  void isExactWhateverTheSlots(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 40) Integer> starts,
      @ForAll @Size(min = 12, max = 12) List<@IntRange(max = 9) Integer> lengths,
      @ForAll @IntRange(max = 30) int maxLines,
      @ForAll @IntRange(max = 300) int maxOctets) {
    boolean[] there = new boolean[64];
    List<byte[]> slots = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int first = starts.get(i);
      int last = first + lengths.get(i);
      Arrays.fill(there, first, last + 1, true);
      slots.add(slot(first, last));
    }

    assertThat(seqs(History.assemble(slots, maxLines, maxOctets)))
        .isEqualTo(newestRun(there, maxLines, maxOctets));
  }

  /** The same, one line at a time. */
  private static List<Long> newestRun(boolean[] there, int maxLines, int maxOctets) {
    int seq = there.length - 1;
    while (seq > 0 && !there[seq]) {
      seq--;
    }
    int last = seq;
    int octets = 0;
    while (seq > 0 && there[seq] && last - seq < maxLines) {
      octets += frame(seq).length;
      if (octets > maxOctets) {
        break;
      }
      seq--;
    }
    return range(seq + 1, last);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 12})
  void refusesAChunkCutShort(int length) {
    byte[] cut = Arrays.copyOf(slot(1, 1), length);

    assertThatIllegalArgumentException().isThrownBy(() -> HistoryChunk.decode(cut));
  }

  @Test
  void refusesAChunkOfAnUnknownVersion() {
    byte[] newer = slot(1, 1);
    newer[0] = 2;

    assertThatIllegalArgumentException().isThrownBy(() -> assemble(newer));
  }

  @Test
  void refusesAChunkWithoutLines() {
    byte[] none = new HistoryChunk(0, 1, 0, new byte[0]).encode();

    assertThatIllegalArgumentException().isThrownBy(() -> HistoryChunk.decode(none));
  }

  @Test
  void readsBackWhatAChunkHolds() {
    HistoryChunk chunk = HistoryChunk.decode(slot(5_000_000_000L, 5_000_000_002L));

    assertThat(chunk.firstSeq()).isEqualTo(5_000_000_000L);
    assertThat(chunk.lastSeq()).isEqualTo(5_000_000_002L);
    assertThat(chunk.lines()).isEqualTo(3);
    assertThat(new String(chunk.frames(), StandardCharsets.US_ASCII))
        .startsWith("11 5000000000\n")
        .endsWith("11 5000000002\n");
  }

  private static History assemble(byte[]... slots) {
    return History.assemble(List.of(slots), 1_500, NO_LIMIT);
  }

  private static byte[] slot(long first, long last) {
    OctetBuffer frames = new OctetBuffer(64);
    for (long seq = first; seq <= last; seq++) {
      frames.append(frame(seq));
    }
    return new HistoryChunk(0, first, (int) (last - first + 1), frames.toByteArray()).encode();
  }

  /** A frame that says its number. */
  private static byte[] frame(long seq) {
    String message = seq + "\n";
    return (message.length() + " " + message).getBytes(StandardCharsets.US_ASCII);
  }

  /** The numbers that the lines say, which have to be those that their places give them. */
  private static List<Long> seqs(History history) {
    List<Long> seqs = new ArrayList<>();
    for (HistoryChunk chunk : history.chunks()) {
      String[] lines = new String(chunk.frames(), StandardCharsets.US_ASCII).split("\n");
      assertThat(lines).hasSize(chunk.lines());
      for (int i = 0; i < lines.length; i++) {
        seqs.add(Long.parseLong(lines[i].substring(lines[i].indexOf(' ') + 1)));
        assertThat(seqs.get(seqs.size() - 1)).isEqualTo(chunk.firstSeq() + i);
      }
    }
    return seqs;
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
