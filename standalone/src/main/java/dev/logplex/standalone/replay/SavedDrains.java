package dev.logplex.standalone.replay;

import dev.logplex.job.replay.SavedChannel;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.model.Drain;
import java.util.Optional;
import java.util.function.Function;

/** Finds a drain, by its id or token, as the savepoint has it. */
final class SavedDrains implements Function<SavedChannel, Optional<Drain>> {

  private final String wanted;
  private final ConfigCodec codec;
  private boolean found;

  SavedDrains(String wanted, ConfigCodec codec) {
    this.wanted = wanted;
    this.codec = codec;
  }

  /** Whether a channel had it. */
  boolean found() {
    return found;
  }

  /**
   * @throws IllegalArgumentException if the drain is sealed with another key
   */
  @Override
  public Optional<Drain> apply(SavedChannel channel) {
    for (ChannelRouting.Route route : channel.drains()) {
      if (wanted.startsWith("d.") && !wanted.equals(route.token())) {
        continue;
      }
      Drain drain = codec.decodeDrain(channel.id(), route.spec());
      if (wanted.equals(drain.token()) || wanted.equals(Long.toString(drain.id()))) {
        found = true;
        return Optional.of(drain);
      }
    }
    return Optional.empty();
  }
}
