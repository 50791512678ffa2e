package dev.logplex.job.replay;

import dev.logplex.history.HistoryChunk;
import java.io.IOException;

/** Is shown a savepoint's channels, one after the other. */
public interface HistoryVisitor {

  /** A channel begins. */
  void channel(SavedChannel channel) throws IOException, InterruptedException;

  /** The next lines of the channel that began last: each chunk starts where the last one ended. */
  void lines(HistoryChunk chunk) throws IOException, InterruptedException;
}
