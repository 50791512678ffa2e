package dev.logplex.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A port of loopback on which nobody listens: connections are refused, and no other process can get
 * it meanwhile.
 */
final class HeldPort implements AutoCloseable {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SocketChannel socket;

  private HeldPort(SocketChannel socket) {
    this.socket = socket;
  }

  /** Waits until the one that listened there, which was closed, is gone. */
  static HeldPort hold(int port) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (true) {
      try {
        return new HeldPort(bound(port));
      } catch (BindException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new UncheckedIOException(e);
        }
        Thread.onSpinWait();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static SocketChannel bound(int port) throws IOException {
    SocketChannel socket = SocketChannel.open();
    try {
      return socket
          .setOption(StandardSocketOptions.SO_REUSEADDR, true)
          .bind(new InetSocketAddress("127.0.0.1", port));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
