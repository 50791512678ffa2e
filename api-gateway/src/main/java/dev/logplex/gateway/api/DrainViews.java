package dev.logplex.gateway.api;

import dev.logplex.drain.DrainProbe;
import dev.logplex.gateway.history.DrainStatusReader;

/**
 * What shows owners how their drains do.
 *
 * @param statuses what the job says; closed by who made it
 * @param probe tries a drain from here; closed with this
 */
public record DrainViews(DrainStatusReader statuses, DrainProbe probe) implements AutoCloseable {

  @Override
  public void close() {
    probe.close();
  }
}
