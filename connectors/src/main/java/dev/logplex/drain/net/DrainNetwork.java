package dev.logplex.drain.net;

import dev.logplex.drain.DrainSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Event loops and name resolution, shared by all drains of the process for as long as someone holds
 * them. Names are resolved without blocking a thread, through the hosts file and the servers of
 * {@code resolv.conf}, and anew for each connection, so that one slow name server delays nobody.
 */
final class DrainNetwork {

  private static final Object LOCK = new Object();
  private static DrainNetwork shared;

  private final EventLoopGroup loops;
  private final AddressResolverGroup<InetSocketAddress> resolvers;
  private final ConnectionLimit limit;
  private int holders;

  private DrainNetwork(DrainSettings.Network settings) {
    limit = new ConnectionLimit(settings.connections());
    loops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoopThreads(),
            new DefaultThreadFactory("logplex-drains", true),
            NioIoHandler.newFactory());
    resolvers =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(1_000)
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE));
  }

  /** The shared instance; the first holder decides on its size. */
  static DrainNetwork acquire(DrainSettings.Network settings) {
    synchronized (LOCK) {
      if (shared == null) {
        shared = new DrainNetwork(settings);
      }
      shared.holders++;
      return shared;
    }
  }

  /** Ends one holder's use; the threads end after the last, once what they were given is done. */
  void release() {
    synchronized (LOCK) {
      if (--holders == 0) {
        shared = null;
        loops.shutdownGracefully(100, 2_000, TimeUnit.MILLISECONDS);
        loops.terminationFuture().addListener(done -> resolvers.close());
      }
    }
  }

  EventLoop nextLoop() {
    return loops.next();
  }

  ConnectionLimit limit() {
    return limit;
  }

  AddressResolverGroup<InetSocketAddress> resolvers() {
    return resolvers;
  }
}
