package dev.logplex.gateway.api;

import dev.logplex.drain.DrainProbe;
import dev.logplex.gateway.history.DrainStatusReader;
import dev.logplex.gateway.replay.Replays;

/**
 * What owners are shown of their drains, and what is sent to them from here.
 *
 * @param statuses what the job says; closed by who made it
 * @param probe tries a drain from here; closed with this
 * @param replays send drains lines once more; closed with this
 */
public record DrainViews(DrainStatusReader statuses, DrainProbe probe, Replays replays)
    implements AutoCloseable {

  @Override
  public void close() {
    replays.close();
    probe.close();
  }
}
