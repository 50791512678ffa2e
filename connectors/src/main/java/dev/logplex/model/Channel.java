package dev.logplex.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One merged log stream, normally one per app, with all that belongs to it.
 *
 * @param id chosen by the caller (v3) or a decimal number (v1)
 * @param name optional unique name; null without one
 * @param incarnation version at which the channel was created; differs when an id is used again
 * @param version grows with each change, also across deletion and re-creation of the id
 * @param flags what is switched off
 * @param tokens write credentials, names unique
 * @param drains push destinations
 */
public record Channel(
    String id,
    String name,
    long incarnation,
    long version,
    ChannelFlags flags,
    List<Token> tokens,
    List<Drain> drains) {

  public Channel {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(flags, "flags");
    tokens = List.copyOf(tokens);
    drains = List.copyOf(drains);
  }

  /** A channel that has nothing yet. */
  public static Channel create(String id, long version) {
    return new Channel(id, null, version, version, ChannelFlags.NONE, List.of(), List.of());
  }

  public Optional<Drain> drain(long drainId) {
    return drains.stream().filter(d -> d.id() == drainId).findFirst();
  }
}
