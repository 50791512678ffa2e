package dev.logplex.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DrainBufferTest {

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  @Test
  void takesAcrossSlicesAndCutsWhereTheRoomEnds() {
    DrainBuffer buffer = buffer(3, 3);
    long four = Lines.frames(1, 4).length;

    assertThat(Lines.octets(buffer.take(four, NO_LIMIT))).isEqualTo(Lines.frames(1, 4));
    assertThat(Lines.octets(buffer.take(NO_LIMIT, NO_LIMIT))).isEqualTo(Lines.frames(5, 6));
    assertThat(buffer.isEmpty()).isTrue();
    assertThat(buffer.octets()).isZero();
  }

  @Test
  void oneOctetLessIsOneLineLess() {
    long four = Lines.frames(1, 4).length;
    assertThat(Lines.octets(buffer(3, 3).take(four - 1, NO_LIMIT))).isEqualTo(Lines.frames(1, 3));
  }

  @Test
  void aLineThatDoesNotFitGoesAlone() {
    assertThat(Lines.octets(buffer(3).take(5, NO_LIMIT))).isEqualTo(Lines.frames(1, 1));
  }

  @Test
  void takesNoMoreLinesThanAllowed() {
    assertThat(Lines.octets(buffer(3, 3).take(NO_LIMIT, 4))).isEqualTo(Lines.frames(1, 4));
  }

  @Test
  void dropsTheOldestLinesToTheLine() {
    DrainBuffer buffer = buffer(3, 3);
    assertThat(buffer.trim(2, NO_LIMIT)).isEqualTo(new Span(4, 1, 4));
    assertThat(Lines.octets(List.copyOf(buffer.slices()))).isEqualTo(Lines.frames(5, 6));
  }

  @Test
  void dropsNoLineMoreThanTheOctetsAsk() {
    DrainBuffer buffer = buffer(3, 3);
    long all = buffer.octets();
    assertThat(buffer.trim(NO_LIMIT, all)).isEqualTo(Span.NONE);
    assertThat(buffer.trim(NO_LIMIT, all - 1)).isEqualTo(new Span(1, 1, 1));
    assertThat(buffer.trim(NO_LIMIT, 0)).isEqualTo(new Span(5, 2, 6));
  }

  @Property(tries = 300)
  void neverLosesAnOctetUnnoticed(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 9) Integer> slices,
      @ForAll @Size(max = 20) List<@IntRange(min = -30, max = 900) Integer> moves) {
    DrainBuffer buffer = new DrainBuffer();
    long next = 1;
    for (int lines : slices) {
      buffer.add(Lines.slice(next, next + lines - 1));
      next += lines;
    }
    long expected = 1;
    for (int move : moves) {
      if (move < 0) {
        expected += buffer.trim(-move, NO_LIMIT).lines();
      } else if (!buffer.isEmpty()) {
        List<FrameSlice> taken = new ArrayList<>(buffer.take(move, NO_LIMIT));
        long lines = taken.stream().mapToLong(FrameSlice::lines).sum();
        assertThat(Lines.octets(taken)).isEqualTo(Lines.frames(expected, expected + lines - 1));
        expected += lines;
      }
      assertThat(buffer.lines()).isEqualTo((int) (next - expected));
      assertThat(buffer.octets()).isEqualTo(Lines.frames(expected, next - 1).length);
    }
  }

  private static DrainBuffer buffer(int... slices) {
    DrainBuffer buffer = new DrainBuffer();
    long next = 1;
    for (int lines : slices) {
      buffer.add(Lines.slice(next, next + lines - 1));
      next += lines;
    }
    return buffer;
  }
}
