package dev.logplex.model;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A user and password pair for programs and operators.
 *
 * @param id user part, 32 upper-case hexadecimal digits
 * @param name what a human calls it; null without one
 * @param passwordHash SHA-256 of the password, which has 256 random bits and so needs no stretching
 * @param permissions what it allows
 * @param channels channels that it may manage without any permission, each with the incarnation
 *     meant: the right ends with the channel, also when its id is used again
 */
public record Cred(
    String id,
    String name,
    byte[] passwordHash,
    Set<Permission> permissions,
    Map<String, Long> channels) {

  public Cred {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(passwordHash, "passwordHash");
    permissions = Set.copyOf(permissions);
    channels = channels == null ? Map.of() : Map.copyOf(channels);
  }

  /** A cred that is not about single channels. */
  public Cred(String id, String name, byte[] passwordHash, Set<Permission> permissions) {
    this(id, name, passwordHash, permissions, Map.of());
  }

  /** Whether it may read the channel and change its drains. */
  public boolean manages(Channel channel) {
    return permissions.contains(Permission.FULL_API)
        || Objects.equals(channels.get(channel.id()), channel.incarnation());
  }

  @Override
  public String toString() {
    return "Cred[id="
        + id
        + ", name="
        + name
        + ", permissions="
        + permissions
        + ", channels="
        + channels.keySet()
        + "]";
  }
}
