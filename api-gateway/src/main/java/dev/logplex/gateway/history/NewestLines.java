package dev.logplex.gateway.history;

import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.LineFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The newest lines of a history that pass a filter, oldest first: the filter comes before the cut.
 */
public final class NewestLines {

  private final List<Selected> chunks = new ArrayList<>();
  private int count;

  private NewestLines() {}

  /**
   * @param most how many lines at most, not negative
   */
  public static NewestLines of(History history, LineFilter filter, int most) {
    return of(history, filter, most, 0);
  }

  /**
   * All lines behind one that the reader has seen.
   *
   * @param seen that line's sequence number
   */
  public static NewestLines behind(History history, LineFilter filter, long seen) {
    return of(history, filter, Integer.MAX_VALUE, seen);
  }

  /** Whether a channel with this history has had a line of this number. */
  public static boolean reaches(History history, long seq) {
    List<HistoryChunk> chunks = history.chunks();
    return !chunks.isEmpty() && chunks.get(chunks.size() - 1).lastSeq() >= seq;
  }

  private static NewestLines of(History history, LineFilter filter, int most, long seen) {
    NewestLines lines = new NewestLines();
    List<HistoryChunk> chunks = history.chunks();
    for (int i = chunks.size() - 1; i >= 0 && lines.count < most; i--) {
      lines.add(chunks.get(i), filter, most, seen);
    }
    Collections.reverse(lines.chunks);
    return lines;
  }

  public int count() {
    return count;
  }

  /** Sequence number of the oldest of them; there is at least one. */
  public long firstSeq() {
    for (Selected selected : chunks) {
      if (selected.indexes.length > 0) {
        return selected.chunk.firstSeq() + selected.indexes[0];
      }
    }
    throw new IllegalStateException("no lines");
  }

  /** Visits the lines, oldest first. */
  public void forEach(LineVisitor visitor) {
    CanonicalLine line = new CanonicalLine();
    for (Selected selected : chunks) {
      HistoryChunk chunk = selected.chunk;
      line.over(chunk.frames(), 0, chunk.frames().length);
      int next = 0;
      for (int i = 0; next < selected.indexes.length && line.next(); i++) {
        if (i == selected.indexes[next]) {
          visitor.line(chunk.firstSeq() + i, line);
          next++;
        }
      }
    }
  }

  private void add(HistoryChunk chunk, LineFilter filter, int most, long seen) {
    int[] passing = new int[chunk.lines()];
    int found = 0;
    CanonicalLine line = new CanonicalLine().over(chunk.frames(), 0, chunk.frames().length);
    for (int i = 0; i < chunk.lines() && line.next(); i++) {
      if (chunk.firstSeq() + i > seen && filter.matches(line)) {
        passing[found++] = i;
      }
    }
    int from = Math.max(0, found - (most - count));
    chunks.add(new Selected(chunk, Arrays.copyOfRange(passing, from, found)));
    count += found - from;
  }

  /** Takes one line at a time; the cursor is valid during the call only. */
  @FunctionalInterface
  public interface LineVisitor {
    void line(long seq, CanonicalLine line);
  }

  /** A chunk and which of its lines count, ascending. */
  private record Selected(HistoryChunk chunk, int[] indexes) {}
}
