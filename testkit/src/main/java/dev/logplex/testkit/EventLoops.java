package dev.logplex.testkit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Network threads for receivers and sources to share. */
public final class EventLoops {

  private EventLoops() {}

  /** Starts daemon threads whose names begin with {@code name}; the caller closes the group. */
  public static EventLoopGroup start(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }
}
