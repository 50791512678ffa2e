package dev.logplex.model;

import java.util.Objects;

/**
 * A standing subscription that pushes a channel's lines to a URL.
 *
 * @param id number shown by the API, unique over all channels
 * @param token {@code d.} and a UUID; sent to the receiver so that it can tell drains apart
 * @param url destination, possibly with credentials, never printed; null while only reserved
 * @param options see {@link DrainOptions}
 * @param createdAt when it was made, in milliseconds since 1970; 0 if that was not recorded
 * @param updatedAt when its destination or options last changed; 0 if that was not recorded
 */
public record Drain(
    long id, String token, String url, DrainOptions options, long createdAt, long updatedAt) {

  public Drain {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(options, "options");
  }

  /** A drain of which no times were recorded. */
  public Drain(long id, String token, String url, DrainOptions options) {
    this(id, token, url, options, 0, 0);
  }

  /** A drain with a token and no destination yet. */
  public static Drain reserved(long id, String token) {
    return new Drain(id, token, null, DrainOptions.DEFAULT);
  }

  /** The same drain with a destination and options, changed at this time. */
  public Drain with(String newUrl, DrainOptions newOptions, long nowMillis) {
    boolean same = newUrl.equals(url) && newOptions.equals(options);
    return same ? this : new Drain(id, token, newUrl, newOptions, createdAt, nowMillis);
  }

  /** The same drain with these times. */
  public Drain at(long created, long updated) {
    return new Drain(id, token, url, options, created, updated);
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
