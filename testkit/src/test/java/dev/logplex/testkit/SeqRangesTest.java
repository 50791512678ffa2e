package dev.logplex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeqRangesTest {

  @Test
  void agrees_with_a_plain_set_of_numbers() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      BitSet plain = new BitSet();
      BitSet plainOther = new BitSet();
      SeqRanges ranges = new SeqRanges();
      SeqRanges other = new SeqRanges();
      for (int i = 0; i < 20; i++) {
        fill(random, plain, ranges);
        fill(random, plainOther, other);
      }
      assertThat(ranges.size()).isEqualTo(plain.cardinality());
      for (int n = 0; n < 250; n++) {
        assertThat(ranges.contains(n)).isEqualTo(plain.get(n));
      }
      assertThat(ranges.holes())
          .isEqualTo(plain.length() - plain.nextSetBit(0) - plain.cardinality());
      BitSet both = (BitSet) plain.clone();
      both.and(plainOther);
      assertThat(ranges.common(other)).isEqualTo(both.cardinality());
    }
  }

  private static void fill(Random random, BitSet plain, SeqRanges ranges) {
    int first = random.nextInt(200);
    int length = random.nextInt(12);
    plain.set(first, first + length);
    ranges.add(first, first + length - 1);
  }
}
