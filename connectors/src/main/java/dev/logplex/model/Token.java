package dev.logplex.model;

import java.util.Objects;

/**
 * A write credential of one channel.
 *
 * @param id the secret, {@code t.} and a UUID; never printed
 * @param name the source that readers see for lines written with this token
 */
public record Token(String id, String name) {

  public Token {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "Token[name=" + name + "]";
  }
}
