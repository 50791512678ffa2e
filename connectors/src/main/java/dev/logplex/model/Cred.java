package dev.logplex.model;

import java.util.Objects;
import java.util.Set;

/**
 * A user and password pair for programs and operators.
 *
 * @param id user part, 32 upper-case hexadecimal digits
 * @param name what a human calls it; null without one
 * @param passwordHash SHA-256 of the password, which has 256 random bits and so needs no stretching
 * @param permissions what it allows
 */
public record Cred(String id, String name, byte[] passwordHash, Set<Permission> permissions) {

  public Cred {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(passwordHash, "passwordHash");
    permissions = Set.copyOf(permissions);
  }

  @Override
  public String toString() {
    return "Cred[id=" + id + ", name=" + name + ", permissions=" + permissions + "]";
  }
}
