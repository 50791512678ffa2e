package dev.logplex.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.gateway.TestGateway;
import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import dev.logplex.syslog.LineFilter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestLinesTest {

  /** Lines 1 to 9 in chunks of 3, the even ones of source {@code even}. */
  private static final History HISTORY = new History(List.of(chunk(1), chunk(4), chunk(7)));

  @Test
  void cutsAcrossChunks() {
    assertThat(seqs(LineFilter.ALL, 0)).isEmpty();
    assertThat(seqs(LineFilter.ALL, 1)).containsExactly(9L);
    assertThat(seqs(LineFilter.ALL, 4)).containsExactly(6L, 7L, 8L, 9L);
    assertThat(seqs(LineFilter.ALL, 100)).hasSize(9).isSorted();
  }

  @Test
  void filtersBeforeItCuts() {
    LineFilter even = LineFilter.of(List.of("even"), List.of(), "", LineFilter.DEBUG);

    assertThat(seqs(even, 3)).containsExactly(4L, 6L, 8L);
    assertThat(seqs(even, 100)).containsExactly(2L, 4L, 6L, 8L);
  }

  @Test
  void countsWhatItShows() {
    assertThat(NewestLines.of(HISTORY, LineFilter.ALL, 5).count()).isEqualTo(5);
    assertThat(NewestLines.of(History.EMPTY, LineFilter.ALL, 5).count()).isZero();
  }

  private static List<Long> seqs(LineFilter filter, int most) {
    List<Long> seqs = new ArrayList<>();
    NewestLines.of(HISTORY, filter, most).forEach((seq, line) -> seqs.add(seq));
    return seqs;
  }

  private static HistoryChunk chunk(int first) {
    StringBuilder frames = new StringBuilder();
    for (int i = first; i < first + 3; i++) {
      String source = i % 2 == 0 ? "even" : "odd";
      frames.append(TestGateway.frame("<1>1 T host " + source + " p - " + i + "\n"));
    }
    return new HistoryChunk(0, first, 3, TestGateway.octets(frames.toString()));
  }
}
