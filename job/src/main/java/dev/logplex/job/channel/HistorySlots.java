package dev.logplex.job.channel;

import dev.logplex.history.HistoryChunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Appends batches to a channel's history slots so that its newest lines are always there, whoever
 * reads meanwhile.
 *
 * <p>Small batches go each to a slot of their own among a few <em>tail</em> slots; when those are
 * full, or the batch is large, they are written together as one <em>chunk</em>. The new chunk
 * overwrites the slot of the oldest chunk that is no longer needed: one write replaces old by new,
 * nothing is read back line by line, and RocksDB sees overwrites rather than deletions. Each write
 * leaves the newest lines readable, because a tail slot is overwritten only after the chunk that
 * holds its lines was written.
 */
final class HistorySlots {

  /** A chunk of so many lines is closed. */
  static final int CHUNK_LINES = 64;

  /**
   * A chunk of so many octets is closed. With {@link #CHUNK_LINES} and the bounds of a history this
   * keeps a channel under 128 slots, which RocksDB's map iteration reads in one consistent pass.
   */
  static final int CHUNK_OCTETS = 64 << 10;

  /** Tail slots, numbered from -1 down. */
  static final int TAIL_SLOTS = 32;

  private final int maxLines;
  private final long maxOctets;

  HistorySlots(int maxLines, long maxOctets) {
    this.maxLines = maxLines;
    this.maxOctets = maxOctets;
  }

  /** The slots of one channel. */
  interface Slots {
    byte[] get(int slot) throws Exception;

    void put(int slot, byte[] chunk) throws Exception;

    void remove(int slot) throws Exception;
  }

  /**
   * Keeps the lines of a batch.
   *
   * @param incarnation life of the channel; 0 if it is not known
   */
  HistoryWindow append(
      HistoryWindow window, Slots slots, long incarnation, int lines, byte[] frames)
      throws Exception {
    int openLines = window.tailLines() + lines;
    long openOctets = (long) window.tailOctets() + frames.length;
    if (openLines < CHUNK_LINES && openOctets < CHUNK_OCTETS && window.tail() < TAIL_SLOTS) {
      slots.put(
          tailSlot(window.tail()),
          new HistoryChunk(incarnation, window.nextSeq(), lines, frames).encode());
      return window.withTailBatch(lines, frames.length);
    }
    return close(window, slots, withTail(window, slots, incarnation, lines, frames));
  }

  private HistoryWindow close(HistoryWindow window, Slots slots, HistoryChunk chunk)
      throws Exception {
    Deque<HistoryWindow.Chunk> kept = new ArrayDeque<>(window.chunks());
    List<Integer> freed = dropUnneeded(kept, chunk);
    int slot = freed.isEmpty() ? unusedSlot(kept) : freed.remove(freed.size() - 1);
    slots.put(slot, chunk.encode());
    for (int unneeded : freed) {
      slots.remove(unneeded);
    }
    kept.addLast(new HistoryWindow.Chunk(slot, chunk.lines(), chunk.frames().length));
    return window.withChunks(List.copyOf(kept), chunk.lastSeq() + 1);
  }

  /** Takes the oldest chunks that the newer ones make unnecessary out of {@code kept}. */
  private List<Integer> dropUnneeded(Deque<HistoryWindow.Chunk> kept, HistoryChunk newest) {
    long lines = newest.lines();
    long octets = newest.frames().length;
    for (HistoryWindow.Chunk chunk : kept) {
      lines += chunk.lines();
      octets += chunk.octets();
    }
    List<Integer> freed = new ArrayList<>();
    while (!kept.isEmpty()) {
      HistoryWindow.Chunk oldest = kept.peekFirst();
      lines -= oldest.lines();
      octets -= oldest.octets();
      if (lines < maxLines && octets < maxOctets) {
        break;
      }
      freed.add(kept.removeFirst().slot());
    }
    return freed;
  }

  private static int unusedSlot(Deque<HistoryWindow.Chunk> kept) {
    BitSet used = new BitSet();
    kept.forEach(chunk -> used.set(chunk.slot()));
    return used.nextClearBit(0);
  }

  private static HistoryChunk withTail(
      HistoryWindow window, Slots slots, long incarnation, int lines, byte[] frames)
      throws Exception {
    byte[] merged = new byte[window.tailOctets() + frames.length];
    int end = 0;
    for (int i = 0; i < window.tail(); i++) {
      byte[] part = HistoryChunk.decode(slots.get(tailSlot(i))).frames();
      System.arraycopy(part, 0, merged, end, part.length);
      end += part.length;
    }
    System.arraycopy(frames, 0, merged, end, frames.length);
    return new HistoryChunk(
        incarnation, window.nextSeq() - window.tailLines(), window.tailLines() + lines, merged);
  }

  private static int tailSlot(int index) {
    return -1 - index;
  }
}
