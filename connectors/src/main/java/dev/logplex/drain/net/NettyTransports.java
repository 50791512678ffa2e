package dev.logplex.drain.net;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.DrainTransport;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import dev.logplex.drain.Outcome;
import dev.logplex.drain.guard.AddressGuard;
import dev.logplex.drain.http.HttpTransport;
import dev.logplex.model.Drain;
import java.util.function.Consumer;

/** Transports on Netty, all on the process's shared event loops. */
public final class NettyTransports implements DrainTransport.Factory {

  private final DrainSettings settings;
  private final AddressGuard guard;
  private final DrainNetwork network;

  public NettyTransports(DrainSettings settings) {
    this.settings = settings;
    this.guard = AddressGuard.of(settings.allowPrivate());
    this.network = DrainNetwork.acquire(settings.eventLoopThreads());
  }

  @Override
  public DrainTransport open(Drain drain) {
    if (!drain.active()) {
      return new Unusable("no usable definition");
    }
    try {
      DrainUrl url = DrainUrl.parse(drain.url());
      return switch (url.scheme()) {
        case HTTP -> new HttpTransport(drain, url, dialer(url), settings);
        default -> new Unusable("not supported");
      };
    } catch (InvalidDrainUrlException e) {
      return new Unusable(e.reason());
    }
  }

  @Override
  public void close() {
    network.release();
  }

  private Dialer dialer(DrainUrl url) {
    return new Dialer(
        url, network.nextLoop(), network.resolvers(), guard, settings.connectTimeout());
  }

  /** Stands for a drain that cannot be sent to. */
  private record Unusable(String detail) implements DrainTransport {
    @Override
    public void send(DrainRequest request, Consumer<Outcome> outcome) {
      outcome.accept(Outcome.of(Outcome.Kind.UNUSABLE, detail));
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
