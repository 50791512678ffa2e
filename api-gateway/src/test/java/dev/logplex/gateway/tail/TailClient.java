package dev.logplex.gateway.tail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A reader on a real socket. Takes what comes unless it is told to stop. */
final class TailClient implements AutoCloseable {

  private final Socket socket = new Socket();
  private final List<String> head = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();
  private final Thread thread = new Thread(this::read, "tail-client");
  private boolean paused;
  private boolean ended;
  private boolean broken;

  /** Sends the request and starts to read. */
  TailClient(int port, String path, int receiveBuffer, String... headers) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: test\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
    thread.setDaemon(true);
    thread.start();
  }

  synchronized List<String> head() {
    return List.copyOf(head);
  }

  synchronized String text() {
    return body.toString();
  }

  synchronized boolean endsWith(String text) {
    int from = body.length() - text.length();
    return from >= 0 && body.indexOf(text, from) == from;
  }

  List<Long> numbers() {
    return Numbers.in(text());
  }

  /** Whether the answer came to its proper end. */
  synchronized boolean ended() {
    return ended;
  }

  synchronized boolean broken() {
    return broken;
  }

  synchronized void pause(boolean stop) {
    paused = stop;
    notifyAll();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void read() {
    try {
      InputStream in = socket.getInputStream();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        synchronized (this) {
          head.add(line);
        }
      }
      while (true) {
        int size = Integer.parseInt(line(in), 16);
        if (size == 0) {
          synchronized (this) {
            ended = true;
          }
          return;
        }
        awaitGo();
        String chunk = new String(in.readNBytes(size), StandardCharsets.UTF_8);
        synchronized (this) {
          body.append(chunk);
        }
        // The server sends the end of a chunk with the next one.
        line(in);
      }
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      synchronized (this) {
        broken = true;
      }
    }
  }

  private synchronized void awaitGo() {
    while (paused) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("the connection ended");
      }
      if (octet != '\r') {
        line.write(octet);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
