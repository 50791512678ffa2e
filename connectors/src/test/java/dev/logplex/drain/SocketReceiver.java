package dev.logplex.drain;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A receiver on plain sockets that can go away and come back on the same port. */
abstract class SocketReceiver implements AutoCloseable {

  final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Certs.Sockets sockets;
  private final int port;
  private ServerSocket server;
  private SocketChannel reserved;
  private volatile boolean hanging;

  SocketReceiver(Certs.Sockets sockets) {
    this.sockets = sockets;
    listen(0);
    port = server.getLocalPort();
  }

  /** Where a drain finds it. */
  abstract String url();

  /** What has been received: {@code L10 n} for a notice, else the line's content. */
  abstract List<String> contents();

  /** Deals with one connection until it ends. */
  abstract void serve(Socket socket, InputStream in) throws IOException;

  final int port() {
    return port;
  }

  final int openConnections() {
    return open.size();
  }

  /** Connections are accepted, and nothing is read from them. */
  final void hang() {
    hanging = true;
  }

  /**
   * Nobody listens, and connections are closed. The port stays taken, or somebody else might listen
   * there meanwhile.
   */
  final void goAway() {
    try {
      shut();
      reserved = SocketChannel.open();
      reserved.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      Awaitility.await()
          .ignoreException(BindException.class)
          .until(
              () -> {
                reserved.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
                return true;
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final void comeBack() {
    hanging = false;
    try {
      reserved.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The system may still be closing the old socket.
    Awaitility.await()
        .ignoreException(UncheckedIOException.class)
        .until(
            () -> {
              listen(port);
              return true;
            });
  }

  @Override
  public final void close() {
    try {
      shut();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    verify();
  }

  private void shut() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    if (reserved != null) {
      reserved.close();
    }
  }

  /** Fails if something was received that no receiver could use. */
  void verify() {}

  private void listen(int onPort) {
    try {
      ServerSocket listening = sockets.open();
      listening.setReuseAddress(true);
      listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), onPort));
      server = listening;
      start("receiver-accept", () -> accept(listening));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket listening) {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        connections.incrementAndGet();
        if (!hanging) {
          start("receiver-connection", () -> serve(socket));
        }
      }
    } catch (IOException e) {
      // It went away.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      serve(socket, new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      // The sender hung up; tests look at what was received.
    } finally {
      open.remove(socket);
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
