package dev.logplex.gateway.ingest;

import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.Firehose;
import dev.logplex.gateway.ingest.TokenRoutes.Route;
import dev.logplex.model.Channel;
import dev.logplex.model.Reach;
import dev.logplex.syslog.SourceName;
import dev.logplex.syslog.SyslogMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds where copies of lines go, see {@link Firehose}. A copy shows the source as its sender wrote
 * it, as Logplex's does. Not safe for use by several threads.
 */
public final class FirehoseRoutes {

  private final ConfigStore config;
  private final String dedupeId;
  private boolean chosen;
  private Channel target;
  private List<byte[]> sources = List.of();

  /** For lines that come without a name, which nobody sends again. */
  public FirehoseRoutes(ConfigStore config) {
    this(config, null);
  }

  /**
   * For the lines of one request.
   *
   * @param dedupeId names the request; null for none. It decides where copies go, so that those of
   *     a repeated request meet the first ones, whichever gateway took either
   */
  FirehoseRoutes(ConfigStore config, String dedupeId) {
    this.config = config;
    this.dedupeId = dedupeId;
  }

  /** Chooses anew for the next line: to be called after each request, or read of a connection. */
  public void forget() {
    chosen = false;
  }

  /** Where a copy of a line goes that goes along this route; empty if it is not copied. */
  public Optional<Route> copy(SyslogMessage message, Route route) {
    if (!chosen) {
      choose();
    }
    if (target == null || target.id().equals(route.channel().id()) || !isCopied(route.source())) {
      return Optional.empty();
    }
    byte[] source = SourceName.octets(message.octets(), message.appNameFrom(), message.appNameTo());
    return Optional.of(new Route(target, source, Reach.DRAINS_ONLY));
  }

  private void choose() {
    chosen = true;
    Firehose firehose = config.firehose();
    target = null;
    if (firehose.isEmpty() || config.switches().disableFirehose()) {
      return;
    }
    List<String> ids = firehose.channels();
    int at =
        dedupeId == null
            ? ThreadLocalRandom.current().nextInt(ids.size())
            : Math.floorMod(dedupeId.hashCode(), ids.size());
    target = config.channel(ids.get(at)).orElse(null);
    sources = firehose.tokens().stream().map(SourceName::octets).toList();
  }

  private boolean isCopied(byte[] source) {
    for (byte[] copied : sources) {
      if (Arrays.equals(copied, source)) {
        return true;
      }
    }
    return false;
  }
}
