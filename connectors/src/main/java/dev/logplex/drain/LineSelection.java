package dev.logplex.drain;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.LineFilter;
import java.util.ArrayList;
import java.util.List;

/** Picks from a batch the lines that a drain wants. */
final class LineSelection {

  private LineSelection() {}

  /**
   * The lines that match, one slice for each run of consecutive ones; all lie in a new array, so
   * that a few lines do not keep a large batch in memory.
   */
  static List<FrameSlice> of(LineFilter filter, FrameSlice batch) {
    if (filter.passesAll()) {
      return List.of(batch);
    }
    OctetBuffer picked = new OctetBuffer(256);
    List<Run> runs = new ArrayList<>();
    Run run = null;
    CanonicalLine line = new CanonicalLine().over(batch.frames(), batch.from(), batch.to());
    for (long seq = batch.firstSeq(); line.next(); seq++) {
      if (!filter.matches(line)) {
        run = null;
        continue;
      }
      if (run == null) {
        run = new Run(seq, picked.size());
        runs.add(run);
      }
      picked.append(batch.frames(), line.frameFrom(), line.frameTo());
      run.lines++;
      run.to = picked.size();
    }
    byte[] frames = picked.toByteArray();
    return runs.stream()
        .map(r -> new FrameSlice(r.firstSeq, r.lines, frames, r.from, r.to))
        .toList();
  }

  private static final class Run {
    private final long firstSeq;
    private final int from;
    private int lines;
    private int to;

    Run(long firstSeq, int from) {
      this.firstSeq = firstSeq;
      this.from = from;
    }
  }
}
