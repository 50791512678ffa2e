package dev.logplex.drain;

import dev.logplex.kafka.ConfigCodec;
import java.util.Set;

/**
 * All drains of one task: takes the lines routed to them, delivers them, and accounts for each.
 * Everything but the network happens on one thread, the one that calls these methods and runs
 * {@link DrainHost}'s tasks.
 *
 * <p>For each drain, always: {@code routed = delivered + dropped + buffered}, to the line.
 */
public final class DrainStage implements AutoCloseable {

  public DrainStage(DrainSettings settings, ConfigCodec codec, DrainHost host) {
    throw new UnsupportedOperationException("to be built");
  }

  /** A drain was created or changed. Repeating an unchanged definition has no effect. */
  public void define(String channel, String drainToken, String spec) {
    throw new UnsupportedOperationException("to be built");
  }

  /** A drain was removed; what it still buffers is lost with reason {@code REMOVED}. */
  public void remove(String drainToken) {
    throw new UnsupportedOperationException("to be built");
  }

  /**
   * Takes lines for a drain. Never blocks. Lines of an unknown drain are ignored.
   *
   * @param firstSeq sequence of the first line; they are consecutive
   * @param lines number of frames
   * @param frames canonical frames, not changed by either side
   */
  public void route(String drainToken, long firstSeq, int lines, byte[] frames) {
    throw new UnsupportedOperationException("to be built");
  }

  /**
   * Tokens of the drains that changed since this was last called; a removed drain is among them.
   */
  public Set<String> takeChanged() {
    throw new UnsupportedOperationException("to be built");
  }

  /** Everything that must survive a crash, secrets sealed, versioned; null if the drain is gone. */
  public byte[] snapshot(String drainToken) {
    throw new UnsupportedOperationException("to be built");
  }

  /** Brings a drain back as {@link #snapshot} saw it. Before any other call for this drain. */
  public void restore(String drainToken, byte[] snapshot) {
    throw new UnsupportedOperationException("to be built");
  }

  /** Number of drains, and of lines and octets they buffer at this moment. */
  public Backlog backlog() {
    throw new UnsupportedOperationException("to be built");
  }

  /** See {@link #backlog()}. */
  public record Backlog(int drains, long lines, long octets) {}

  /** Closes connections without waiting. Undelivered lines live on in snapshots. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("to be built");
  }
}
