package dev.logplex.history;

import dev.logplex.frame.Frames;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The newest lines of a channel, oldest first.
 *
 * @param chunks consecutive chunks: each starts where the one before it ends
 */
public record History(List<HistoryChunk> chunks) {

  /** Name under which the job publishes the slots as Flink queryable state. */
  public static final String QUERYABLE_NAME = "history";

  /** Name of the slots in the job's keyed state: a map from slot number to an encoded chunk. */
  public static final String STATE_NAME = "history";

  public static final History EMPTY = new History(List.of());

  public History {
    chunks = List.copyOf(chunks);
  }

  /**
   * Puts together what lies in a channel's slots. The slots may have been read while the job wrote
   * to them, so they can overlap, hold lines that are about to go, or lack older ones: taken is the
   * newest run without a gap, cut to the bounds.
   *
   * @param slots encoded chunks in any order
   * @param maxLines at most so many lines, not negative
   * @param maxOctets at most so many octets of frames, not negative
   */
  public static History assemble(Collection<byte[]> slots, int maxLines, long maxOctets) {
    List<HistoryChunk> newestFirst =
        slots.stream()
            .map(HistoryChunk::decode)
            .sorted(
                Comparator.comparingLong(HistoryChunk::lastSeq)
                    .thenComparing(HistoryChunk::firstSeq, Comparator.reverseOrder())
                    .reversed())
            .toList();
    Deque<HistoryChunk> run = new ArrayDeque<>();
    long next = Long.MAX_VALUE;
    long lines = 0;
    long octets = 0;
    for (HistoryChunk chunk : newestFirst) {
      if (chunk.firstSeq() >= next) {
        continue;
      }
      if (next != Long.MAX_VALUE && chunk.lastSeq() < next - 1) {
        break;
      }
      HistoryChunk fitting = chunk.upTo(next - 1);
      fitting = fitting.from(fitting.lastSeq() - Math.min(fitting.lines(), maxLines - lines) + 1);
      fitting = newestWithin(fitting, maxOctets - octets);
      if (fitting.lines() > 0) {
        run.addFirst(fitting);
        lines += fitting.lines();
        octets += fitting.frames().length;
      }
      if (fitting.firstSeq() > chunk.firstSeq() || lines == maxLines) {
        break;
      }
      next = chunk.firstSeq();
    }
    return new History(List.copyOf(run));
  }

  /**
   * The history of one life of the channel: this, or nothing if these are the lines of another that
   * had the same id. The job learns of a deletion a moment after the gateway.
   */
  public History ofLife(long incarnation) {
    boolean other =
        chunks.stream().anyMatch(c -> c.incarnation() != 0 && c.incarnation() != incarnation);
    return other ? EMPTY : this;
  }

  public long lines() {
    return chunks.stream().mapToLong(HistoryChunk::lines).sum();
  }

  private static HistoryChunk newestWithin(HistoryChunk chunk, long octets) {
    long excess = chunk.frames().length - octets;
    int position = 0;
    long seq = chunk.firstSeq();
    while (position < excess) {
      position = Frames.end(chunk.frames(), position);
      seq++;
    }
    return chunk.from(seq);
  }
}
