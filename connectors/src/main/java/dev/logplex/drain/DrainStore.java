package dev.logplex.drain;

/**
 * Keyed state of one drain, as checkpoints keep it: a small head that is written whenever the drain
 * changed, and blocks of lines that are written once.
 */
public interface DrainStore {

  /** The head; null if there is none. */
  byte[] head() throws Exception;

  /** Replaces the head; null removes it. */
  void putHead(byte[] octets) throws Exception;

  /** The block in a slot; null if there is none. */
  byte[] block(int slot) throws Exception;

  /** Replaces the block in a slot. */
  void putBlock(int slot, byte[] octets) throws Exception;

  /** Removes the block in a slot. */
  void removeBlock(int slot) throws Exception;
}
