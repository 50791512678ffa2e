package dev.logplex.model;

import java.util.Objects;

/**
 * A gateway's lease on a channel: somebody there is tailing it.
 *
 * @param channel id of the channel
 * @param until lines accepted before this time are told, milliseconds since the epoch
 * @param request if not null, the job answers with a marker that names it
 */
public record TailInterest(String channel, long until, String request) {

  public TailInterest {
    Objects.requireNonNull(channel, "channel");
  }
}
