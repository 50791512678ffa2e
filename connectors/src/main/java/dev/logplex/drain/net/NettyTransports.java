package dev.logplex.drain.net;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.DrainTransport;
import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.InvalidDrainUrlException;
import dev.logplex.drain.Outcome;
import dev.logplex.drain.guard.AddressGuard;
import dev.logplex.drain.http.HttpTransport;
import dev.logplex.drain.syslog.SyslogTransport;
import dev.logplex.model.Drain;
import java.util.Map;
import java.util.function.Consumer;

/** Transports on Netty, all on the process's shared event loops. */
public final class NettyTransports implements DrainTransport.Factory {

  private final DrainSettings settings;
  private final AddressGuard guard;
  private final DrainTls tls;
  private final DrainNetwork network;

  /**
   * @throws IllegalArgumentException if a file of the settings cannot be used; the text names it
   */
  public NettyTransports(DrainSettings settings) {
    this.settings = settings;
    this.tls = new DrainTls(settings.reach());
    this.guard = settings.guard();
    this.network = DrainNetwork.acquire(settings.network());
  }

  @Override
  public DrainTransport open(Drain drain) {
    return open(drain, Map.of(), Trace.NONE);
  }

  /** The same, but tells how attempts go. */
  public DrainTransport open(Drain drain, Trace trace) {
    return open(drain, Map.of(), trace);
  }

  /**
   * A transport beside the drain's own.
   *
   * @param marks headers in place of {@code Logplex-Seq} by which a receiver over HTTP can tell
   */
  public DrainTransport open(Drain drain, Map<String, String> marks) {
    return open(drain, marks, Trace.NONE);
  }

  private DrainTransport open(Drain drain, Map<String, String> marks, Trace trace) {
    if (!drain.active()) {
      return new Unusable("no usable definition");
    }
    try {
      DrainUrl url = DrainUrl.parse(drain.url());
      Dialer dialer = dialer(url, drain, trace);
      return url.scheme().isHttp()
          ? new HttpTransport(drain, url, marks, dialer, settings)
          : new SyslogTransport(drain, dialer, settings);
    } catch (InvalidDrainUrlException | IllegalArgumentException e) {
      return new Unusable(e.getMessage());
    }
  }

  @Override
  public void close() {
    network.release();
  }

  private Dialer dialer(DrainUrl url, Drain drain, Trace trace) {
    return new Dialer(
        url,
        network.nextLoop(),
        network.resolvers(),
        guard,
        settings.times().connect(),
        url.scheme().tls() ? tls.of(url.insecure(), drain.options()) : null,
        network.limit(),
        trace);
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
