package dev.logplex.gateway.replay;

import dev.logplex.model.Channel;
import dev.logplex.model.LogBatch;
import java.io.IOException;
import java.time.Instant;

/** The lines that were accepted and are still held. */
public interface AcceptedLines {

  /**
   * Shows a channel's batches, in their order, that were accepted from one moment on and before
   * another. Those of an earlier channel with the same id are left out, and of batches that a
   * source sent repeatedly all but the first.
   *
   * @throws IOException if they cannot be read; the text says why, for the drain's owner
   */
  void read(Channel channel, Instant since, Instant until, Visitor visitor)
      throws IOException, InterruptedException;

  /** Takes batches; may wait. */
  interface Visitor {
    void batch(LogBatch batch) throws IOException, InterruptedException;
  }
}
