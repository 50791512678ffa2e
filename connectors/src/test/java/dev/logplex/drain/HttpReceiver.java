package dev.logplex.drain;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver on a plain socket, which shows the octets it got and answers as told. */
final class HttpReceiver implements AutoCloseable {

  /** One request as it came. */
  record Received(String head, byte[] body) {
    String header(String name) {
      for (String line : head.split("\r\n")) {
        if (line.startsWith(name + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
      return null;
    }
  }

  /** What to do with a request; returning false ends the connection. */
  interface Behaviour {
    boolean answer(int request, Received received, Socket socket, OutputStream out)
        throws IOException;
  }

  static final Behaviour OK = always("HTTP/1.1 204 No Content\r\n\r\n");

  final List<Received> received = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ServerSocket server;
  private volatile Behaviour behaviour = OK;

  HttpReceiver() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("receiver-accept", this::accept);
  }

  static Behaviour always(String answer) {
    return (request, received, socket, out) -> {
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return true;
    };
  }

  HttpReceiver answering(Behaviour newBehaviour) {
    behaviour = newBehaviour;
    return this;
  }

  int port() {
    return server.getLocalPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** All contents of all bodies. */
  List<String> contents() {
    return received.stream().flatMap(r -> Lines.contents(r.body()).stream()).toList();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        start("receiver-connection", () -> serve(socket));
      }
    } catch (IOException e) {
      // The receiver was closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      Received request;
      do {
        request = read(in);
        if (request == null) {
          return;
        }
        received.add(request);
      } while (behaviour.answer(received.size(), request, socket, out));
    } catch (IOException e) {
      // The sender hung up; tests look at what was received.
    } finally {
      open.remove(socket);
    }
  }

  private static Received read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        return null;
      }
      head.write(octet);
    }
    Received request = new Received(head.toString(StandardCharsets.ISO_8859_1), null);
    int length = Integer.parseInt(request.header("Content-Length"));
    byte[] body = in.readNBytes(length);
    return body.length == length ? new Received(request.head(), body) : null;
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
