package dev.logplex.history;

import dev.logplex.frame.Frames;
import java.nio.ByteBuffer;

/**
 * A run of consecutive lines of one channel as it lies in a history slot:
 *
 * <pre>{@code version:1  incarnation:8  firstSeq:8  lines:4  frames:rest}</pre>
 *
 * big-endian.
 *
 * @param incarnation life of the channel that the lines belong to; 0 if it was not known
 * @param firstSeq sequence number of the first line
 * @param lines number of frames, at least 1
 * @param frames canonical frames
 */
public record HistoryChunk(long incarnation, long firstSeq, int lines, byte[] frames) {

  private static final byte VERSION = 1;
  private static final int HEADER = 1 + 8 + 8 + 4;

  public long lastSeq() {
    return firstSeq + lines - 1;
  }

  public byte[] encode() {
    return ByteBuffer.allocate(HEADER + frames.length)
        .put(VERSION)
        .putLong(incarnation)
        .putLong(firstSeq)
        .putInt(lines)
        .put(frames)
        .array();
  }

  /**
   * @throws IllegalArgumentException if the value is not a chunk of a known version, or has no line
   */
  public static HistoryChunk decode(byte[] value) {
    if (value.length < HEADER || value[0] != VERSION) {
      throw new IllegalArgumentException("not a history chunk of a known version");
    }
    ByteBuffer in = ByteBuffer.wrap(value, 1, value.length - 1);
    long incarnation = in.getLong();
    long firstSeq = in.getLong();
    int lines = in.getInt();
    if (lines < 1) {
      throw new IllegalArgumentException("a history chunk of " + lines + " lines");
    }
    byte[] frames = new byte[in.remaining()];
    in.get(frames);
    return new HistoryChunk(incarnation, firstSeq, lines, frames);
  }

  /** This chunk without its lines before {@code seq}; itself if it has none. */
  HistoryChunk from(long seq) {
    if (seq <= firstSeq) {
      return this;
    }
    int skipped = (int) (seq - firstSeq);
    int start = Frames.skip(frames, 0, skipped);
    byte[] rest = new byte[frames.length - start];
    System.arraycopy(frames, start, rest, 0, rest.length);
    return new HistoryChunk(incarnation, seq, lines - skipped, rest);
  }

  /** This chunk without its lines behind {@code seq}; itself if it has none. */
  HistoryChunk upTo(long seq) {
    if (seq >= lastSeq()) {
      return this;
    }
    int kept = (int) (seq - firstSeq + 1);
    byte[] head = new byte[Frames.skip(frames, 0, kept)];
    System.arraycopy(frames, 0, head, 0, head.length);
    return new HistoryChunk(incarnation, firstSeq, kept, head);
  }
}
