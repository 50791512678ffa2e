package dev.logplex.gateway.ingest;

import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.ConfigStore.TokenGrant;
import dev.logplex.model.Channel;
import dev.logplex.model.Reach;
import dev.logplex.syslog.SourceName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds where lines go that name their token, and remembers it, so that a run of lines costs one
 * look-up for each token. What is remembered must be forgotten soon: {@link #forget} after each
 * request, or each read of a connection. Not safe for use by several threads.
 */
public final class TokenRoutes {

  private final ConfigStore config;
  private final Map<String, Route> known = new HashMap<>();
  private byte[] lastToken = {};
  private Optional<Route> lastRoute = Optional.empty();

  public TokenRoutes(ConfigStore config) {
    this.config = Objects.requireNonNull(config, "config");
  }

  /**
   * Where lines with the token between {@code from} and {@code to} go; empty if nobody knows it.
   */
  public Optional<Route> find(byte[] octets, int from, int to) {
    if (!Arrays.equals(octets, from, to, lastToken, 0, lastToken.length)) {
      lastRoute = look(new String(octets, from, to - from, StandardCharsets.UTF_8));
      lastToken = Arrays.copyOfRange(octets, from, to);
    }
    return lastRoute;
  }

  /** Looks each token up again. */
  public void forget() {
    lastToken = new byte[0];
    lastRoute = Optional.empty();
    known.clear();
  }

  /** Unknown tokens are not remembered beyond the last: a request may name very many of them. */
  private Optional<Route> look(String token) {
    Route route = known.get(token);
    if (route != null) {
      return Optional.of(route);
    }
    Optional<Route> found = config.token(token).map(Route::of);
    found.ifPresent(r -> known.put(token, r));
    return found;
  }

  /**
   * Where lines with one token go.
   *
   * @param channel the channel as of the look-up
   * @param source the SOURCE field of the lines
   * @param reach whom the lines reach
   */
  public record Route(Channel channel, byte[] source, Reach reach) {
    static Route of(TokenGrant grant) {
      return new Route(grant.channel(), SourceName.octets(grant.source()), Reach.EVERYWHERE);
    }
  }
}
