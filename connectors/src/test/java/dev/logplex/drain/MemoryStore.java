package dev.logplex.drain;

import java.util.Map;
import java.util.TreeMap;

/** State of one drain in memory; counts what is written. */
final class MemoryStore implements DrainStore {

  byte[] head;
  final Map<Integer, byte[]> blocks = new TreeMap<>();
  long blockOctetsWritten;

  /** The same state, to be written independently. */
  MemoryStore copy() {
    MemoryStore copy = new MemoryStore();
    copy.head = head;
    copy.blocks.putAll(blocks);
    return copy;
  }

  static MemoryStore of(DrainStage stage, String token) {
    MemoryStore store = new MemoryStore();
    store.save(stage, token);
    return store;
  }

  void save(DrainStage stage, String token) {
    try {
      stage.save(token, this);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  void restore(DrainStage stage, String token) {
    try {
      stage.restore(token, this);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** All that is stored. */
  DrainSnapshot snapshot() {
    DrainHead stored = DrainHead.decode(head);
    LineBlocks lines = new LineBlocks();
    lines.restore(stored.blocks());
    try {
      return stored.with(lines, this);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public byte[] head() {
    return head;
  }

  @Override
  public void putHead(byte[] octets) {
    head = octets;
  }

  @Override
  public byte[] block(int slot) {
    return blocks.get(slot);
  }

  @Override
  public void putBlock(int slot, byte[] octets) {
    blocks.put(slot, octets);
    blockOctetsWritten += octets.length;
  }

  @Override
  public void removeBlock(int slot) {
    if (blocks.remove(slot) == null) {
      throw new AssertionError("there is no block " + slot);
    }
  }
}
