package dev.logplex.drain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Where the lines of one drain lie in its {@link DrainStore}. Each {@link #save} writes the lines
 * that came since the last one and are still there, and frees the blocks whose lines have all gone;
 * lines that come and go in between are never written. A freed slot takes the next block, so that
 * old blocks are overwritten rather than deleted.
 *
 * <p>A line is known by its position: how many lines were routed to the drain before it.
 */
final class LineBlocks {

  /** A block with so many octets takes no further slice. */
  static final int FULL = 64 << 10;

  /**
   * A last block with fewer octets is written again together with the lines that follow: a drain
   * that gets few lines would need a block for every save.
   */
  static final int SMALL = 16 << 10;

  private static final byte VERSION = 1;
  private static final String WHAT = "a block of a drain's lines";

  /**
   * A block that is stored. Its positions have no gap.
   *
   * @param slot where
   * @param first position of its first line
   * @param lines number of lines
   * @param octets of their frames
   */
  record Block(int slot, long first, int lines, int octets) {
    long end() {
      return first + lines;
    }
  }

  /**
   * Lines with consecutive positions.
   *
   * @param first position of the first
   * @param end position behind the last
   */
  record Run(long first, long end, List<FrameSlice> slices) {
    private boolean meets(Block block) {
      return block.first < end && first < block.end();
    }
  }

  private final Deque<Block> blocks = new ArrayDeque<>();
  private final BitSet used = new BitSet();
  private final Deque<Integer> freed = new ArrayDeque<>();

  /** Position behind the last line that was written. */
  private long end;

  /** The blocks that are stored, oldest first. */
  List<Block> stored() {
    return List.copyOf(blocks);
  }

  /** Takes over what an earlier life had stored. */
  void restore(List<Block> stored) {
    for (Block block : stored) {
      blocks.add(block);
      used.set(block.slot);
      end = block.end();
    }
  }

  /** All lines are gone, and positions begin again. */
  void forget() {
    blocks.forEach(block -> freed.add(block.slot));
    blocks.clear();
    end = 0;
  }

  /**
   * Makes the store hold these lines.
   *
   * @param runs all lines of the drain, oldest first
   */
  void save(List<Run> runs, DrainStore store) throws Exception {
    blocks.removeIf(block -> free(block, runs));
    boolean grown = runs.stream().anyMatch(run -> run.end() > end);
    if (grown && !blocks.isEmpty() && blocks.getLast().octets < SMALL) {
      Block small = blocks.removeLast();
      freed.push(small.slot);
      end = small.first;
    }
    for (Run run : runs) {
      write(run, store);
    }
    for (int slot : freed) {
      store.removeBlock(slot);
      used.clear(slot);
    }
    freed.clear();
  }

  private boolean free(Block block, List<Run> runs) {
    boolean gone = runs.stream().noneMatch(run -> run.meets(block));
    if (gone) {
      freed.add(block.slot);
    }
    return gone;
  }

  /** Writes the lines of a run that lie behind the last one written. */
  private void write(Run run, DrainStore store) throws Exception {
    long at = run.first;
    List<FrameSlice> block = new ArrayList<>();
    int octets = 0;
    for (FrameSlice slice : run.slices) {
      if (at >= end) {
        block.add(slice);
        octets += slice.octets();
      }
      at += slice.lines();
      if (octets >= FULL) {
        put(at, block, octets, store);
        block.clear();
        octets = 0;
      }
    }
    if (!block.isEmpty()) {
      put(at, block, octets, store);
    }
  }

  private void put(long behind, List<FrameSlice> slices, int octets, DrainStore store)
      throws Exception {
    int slot = freed.isEmpty() ? used.nextClearBit(0) : freed.pop();
    used.set(slot);
    store.putBlock(slot, encode(slices, octets));
    int lines = (int) DrainSnapshot.lines(slices);
    blocks.add(new Block(slot, behind - lines, lines, octets));
    end = behind;
  }

  private static byte[] encode(List<FrameSlice> slices, int octets) {
    return StateOutput.octets(
        8 + octets + StateOutput.SLICE_HEADER * slices.size(),
        out -> {
          out.data.writeByte(VERSION);
          out.slices(slices);
        });
  }

  /**
   * Reads stored lines.
   *
   * @throws IllegalArgumentException if a block is damaged, or of an unknown version
   * @throws NoSuchElementException if a block or one of the lines is not there
   */
  List<FrameSlice> read(long first, long lines, DrainStore store) throws Exception {
    List<FrameSlice> found = new ArrayList<>();
    for (Block block : blocks) {
      if (block.first < first + lines && first < block.end()) {
        byte[] octets = store.block(block.slot);
        if (octets == null) {
          throw new NoSuchElementException(
              "block " + block.slot + " of a drain's lines is missing");
        }
        long at = block.first;
        for (FrameSlice slice : decode(octets)) {
          FrameSlice part = part(slice, first - at, first + lines - at);
          if (part != null) {
            found.add(part);
          }
          at += slice.lines();
        }
      }
    }
    if (DrainSnapshot.lines(found) != lines) {
      throw new NoSuchElementException(
          "of " + lines + " lines of a drain only " + DrainSnapshot.lines(found) + " are stored");
    }
    return found;
  }

  private static List<FrameSlice> decode(byte[] octets) {
    return StateInput.read(
        WHAT,
        octets,
        in -> {
          int version = in.data.readUnsignedByte();
          if (version != VERSION) {
            throw new IllegalArgumentException("unknown version of " + WHAT + ": " + version);
          }
          return in.slices();
        });
  }

  /** The lines of a slice from one index to another, as far as it has them; null for none. */
  private static FrameSlice part(FrameSlice slice, long from, long to) {
    if (from >= slice.lines() || to <= 0) {
      return null;
    }
    FrameSlice part = to >= slice.lines() ? slice : slice.head((int) to);
    return from <= 0 ? part : part.behind(part.head((int) from));
  }
}
