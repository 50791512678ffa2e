package dev.logplex.drain.net;

import dev.logplex.drain.DrainUrl;
import dev.logplex.drain.Outcome;
import dev.logplex.drain.guard.AddressGuard;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Opens connections to one receiver: resolves its name, asks the guard about each address, and
 * tries the permitted ones in turn. Used on one event loop.
 */
public final class Dialer {

  /** What may wait in memory for a receiver that does not read. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 << 10, 64 << 10);

  private static final int LEAST_TRY_MILLIS = 250;

  private static final AttributeKey<ConnectionLimit.Claim> CLAIM =
      AttributeKey.valueOf(Dialer.class, "claim");

  private final DrainUrl url;
  private final EventLoop loop;
  private final AddressResolverGroup<InetSocketAddress> resolvers;
  private final AddressGuard guard;
  private final Duration connectTimeout;
  private final Supplier<SslContext> tls;
  private final Trace trace;
  private final ConnectionLimit limit;
  private int turn;
  private Outcome.Kind phase;

  /**
   * @param tls null for a plain connection
   */
  Dialer(
      DrainUrl url,
      EventLoop loop,
      AddressResolverGroup<InetSocketAddress> resolvers,
      AddressGuard guard,
      Duration connectTimeout,
      Supplier<SslContext> tls,
      ConnectionLimit limit,
      Trace trace) {
    this.limit = limit;
    this.trace = trace;
    this.tls = tls;
    this.url = url;
    this.loop = loop;
    this.resolvers = resolvers;
    this.guard = guard;
    this.connectTimeout = connectTimeout;
  }

  /** The event loop on which connections live. */
  public EventLoop loop() {
    return loop;
  }

  /**
   * Connects, within the connect timeout, in which it also waits for its turn if there are too many
   * connections. One at a time.
   *
   * @param handlers adds the handlers of the connection
   * @return the connection, ready to be written to; fails with something {@link #explain} explains
   */
  public Future<Channel> dial(Consumer<ChannelPipeline> handlers) {
    Promise<Channel> dialled = loop.newPromise();
    phase = null;
    ConnectionLimit.Claim claim =
        limit.claim(() -> loop.execute(() -> resolveAndConnect(handlers, dialled)));
    Future<?> deadline =
        loop.schedule(
            () -> dialled.tryFailure(late()), connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
    dialled.addListener(
        (Future<Channel> done) -> {
          deadline.cancel(false);
          if (done.isSuccess()) {
            done.getNow().attr(CLAIM).set(claim);
            done.getNow().closeFuture().addListener(closed -> claim.end());
          } else {
            claim.end();
          }
        });
    return dialled;
  }

  /** The connection is kept, and may be closed by the task if another one needs its place. */
  void rest(Channel channel, Runnable close) {
    channel.attr(CLAIM).get().rest(close);
  }

  /** Whether a connection that rested may be used again. */
  boolean resume(Channel channel) {
    return channel.attr(CLAIM).get().resume();
  }

  private DialException late() {
    return phase == null
        ? new DialException(Outcome.Kind.CONNECT, "too many connections to drains are open")
        : new DialException(phase, Outcome.TIMED_OUT);
  }

  private void resolveAndConnect(Consumer<ChannelPipeline> handlers, Promise<Channel> dialled) {
    if (dialled.isDone()) {
      return;
    }
    phase = Outcome.Kind.DNS;
    resolve()
        .addListener(
            (Future<List<InetSocketAddress>> resolved) -> {
              if (resolved.isSuccess()) {
                trace.passed(Trace.Step.RESOLVE, "addresses: " + resolved.getNow().size());
                connect(permitted(resolved.getNow()), 0, handlers, dialled);
              } else {
                dialled.tryFailure(
                    new DialException(Outcome.Kind.DNS, "the name does not resolve"));
              }
            });
  }

  private Future<List<InetSocketAddress>> resolve() {
    InetAddress address = url.address();
    return address == null
        ? resolvers
            .getResolver(loop)
            .resolveAll(InetSocketAddress.createUnresolved(url.host(), url.port()))
        : loop.newSucceededFuture(List.of(new InetSocketAddress(address, url.port())));
  }

  /** The outcome of an attempt whose connection failed. */
  public static Outcome explain(Throwable failure) {
    return failure instanceof DialException dial
        ? dial.outcome()
        : Outcome.of(Outcome.Kind.CONNECT, failure.getClass().getSimpleName());
  }

  /** Begins with another address each time, so that a dead one does not hide the others. */
  private List<InetSocketAddress> permitted(List<InetSocketAddress> resolved) {
    List<InetSocketAddress> permitted = new ArrayList<>();
    int first = turn++ & Integer.MAX_VALUE;
    for (int i = 0; i < resolved.size(); i++) {
      InetSocketAddress address = resolved.get((int) (((long) first + i) % resolved.size()));
      if (guard.permits(address.getAddress())) {
        permitted.add(address);
      }
    }
    return permitted;
  }

  private void connect(
      List<InetSocketAddress> addresses,
      int index,
      Consumer<ChannelPipeline> handlers,
      Promise<Channel> dialled) {
    if (addresses.isEmpty()) {
      dialled.tryFailure(
          new DialException(Outcome.Kind.FORBIDDEN, "the address is not a public one"));
      return;
    }
    if (dialled.isDone()) {
      return;
    }
    if (index == 0) {
      trace.passed(Trace.Step.GUARD, "permitted addresses: " + addresses.size());
    }
    phase = Outcome.Kind.CONNECT;
    int tryMillis = (int) Math.max(connectTimeout.toMillis() / addresses.size(), LEAST_TRY_MILLIS);
    bootstrap(tryMillis, handlers)
        .connect(addresses.get(index))
        .addListener(
            (ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                trace.passed(
                    Trace.Step.CONNECT, NetUtil.toSocketAddressString(addresses.get(index)));
                secure(connected.channel(), dialled);
              } else if (index + 1 < addresses.size()) {
                connect(addresses, index + 1, handlers, dialled);
              } else {
                dialled.tryFailure(
                    new DialException(Outcome.Kind.CONNECT, reason(connected.cause())));
              }
            });
  }

  private static String reason(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return Outcome.TIMED_OUT;
    }
    return cause instanceof ConnectException
        ? "connection refused"
        : cause instanceof NoRouteToHostException ? "no route to the host" : "no connection";
  }

  /** Follows the attempts. */
  Trace trace() {
    return trace;
  }

  private void secure(Channel channel, Promise<Channel> dialled) {
    dialled.addListener(
        done -> {
          if (!done.isSuccess()) {
            channel.close();
          }
        });
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      dialled.trySuccess(channel);
      return;
    }
    phase = Outcome.Kind.TLS;
    Promise<Channel> accepted = loop.newPromise();
    handler
        .handshakeFuture()
        .addListener(
            shaken -> {
              if (!shaken.isSuccess()) {
                accepted.tryFailure(shaken.cause());
              } else if (ClientKeys.askedIn(handler.engine().getSession())) {
                TlsAcceptance.await(channel, handler, accepted);
              } else {
                accepted.trySuccess(channel);
              }
            });
    accepted.addListener(
        done -> {
          if (done.isSuccess()) {
            trace.passed(Trace.Step.TLS, handler.engine().getSession().getProtocol());
            dialled.trySuccess(channel);
          } else {
            dialled.tryFailure(new DialException(Outcome.Kind.TLS, TlsFailure.name(done.cause())));
          }
        });
  }

  private Bootstrap bootstrap(int timeoutMillis, Consumer<ChannelPipeline> handlers) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .disableResolver()
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        // A receiver may answer and hang up before it has read all: its answer is still read.
        .option(ChannelOption.AUTO_CLOSE, false)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  SslHandler handler =
                      tls.get().newHandler(channel.alloc(), url.host(), url.port());
                  handler.setHandshakeTimeout(0, TimeUnit.MILLISECONDS); // the dial has its own
                  channel.pipeline().addLast(handler);
                }
                handlers.accept(channel.pipeline());
              }
            });
  }
}
