package dev.logplex.job.replay;

import dev.logplex.kafka.ChannelRouting;
import java.util.List;

/**
 * A channel that a savepoint knows.
 *
 * @param id id of the channel
 * @param drains its drains, their definitions sealed
 */
public record SavedChannel(String id, List<ChannelRouting.Route> drains) {

  public SavedChannel {
    drains = List.copyOf(drains);
  }

  /** Leaves the definitions out. */
  @Override
  public String toString() {
    return "SavedChannel[id=" + id + ", drains=" + drains.size() + "]";
  }
}
