package dev.logplex.model;

import java.util.Objects;

/**
 * A standing subscription that pushes a channel's lines to a URL.
 *
 * @param id number shown by the API, unique over all channels
 * @param token {@code d.} and a UUID; sent to the receiver so that it can tell drains apart
 * @param url destination, possibly with credentials, never printed; null while only reserved
 * @param options see {@link DrainOptions}
 */
public record Drain(long id, String token, String url, DrainOptions options) {

  public Drain {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(options, "options");
  }

  /** A drain with a token and no destination yet. */
  public static Drain reserved(long id, String token) {
    return new Drain(id, token, null, DrainOptions.DEFAULT);
  }

  /** Whether lines can be sent: false for a reservation. */
  public boolean active() {
    return url != null;
  }

  /** Leaves the URL out: it may hold credentials. */
  @Override
  public String toString() {
    return "Drain[id=" + id + ", token=" + token + ", active=" + active() + "]";
  }
}
