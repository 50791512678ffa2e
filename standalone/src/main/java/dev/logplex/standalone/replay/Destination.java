package dev.logplex.standalone.replay;

import dev.logplex.job.replay.SavedChannel;
import dev.logplex.syslog.CanonicalLine;
import java.io.IOException;

/** Where replayed lines go. */
interface Destination extends AutoCloseable {

  /**
   * A channel begins; the lines of the one before are all told.
   *
   * @return whether its lines are wanted here
   */
  boolean channel(SavedChannel channel) throws IOException, InterruptedException;

  /**
   * Takes a line of the channel that began last. May wait.
   *
   * @param seq its number in the channel
   * @param line to be read now; the array under it stays as it is
   */
  void line(long seq, CanonicalLine line) throws IOException, InterruptedException;

  /** All lines were told: passes on what was gathered. */
  void finish() throws IOException, InterruptedException;

  /** Lines that have arrived. */
  long sent();

  /**
   * What became of lines that will never arrive, in a sentence; null if there are none. Asked at
   * the end.
   */
  default String shortfall() {
    return null;
  }

  /** Lets go of what is open, without waiting. */
  @Override
  void close();
}
