package dev.logplex.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many open tails on one thread: reads what comes and counts its events by their blank lines. Start
 * it once, after all were added.
 */
final class TailReaders implements AutoCloseable {

  private static final byte[] LOSS = "Error L11".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector = Selector.open();
  private final List<SocketChannel> sockets = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
  private final LongAdder events = new LongAdder();
  private final LongAdder octets = new LongAdder();
  private final LongAdder losses = new LongAdder();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "tail-readers");
  private volatile boolean closed;

  /** Where a reader is in what it reads. */
  private static final class Progress {
    private boolean answered;
    private byte last;
    private int matched;
  }

  TailReaders() throws IOException {
    thread.setDaemon(true);
  }

  /** Connects one more reader and sends its request. */
  void add(URI session) throws IOException {
    SocketChannel socket =
        SocketChannel.open(new InetSocketAddress(session.getHost(), session.getPort()));
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String request =
        "GET "
            + session.getRawPath()
            + " HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n";
    socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    socket.configureBlocking(false);
    socket.register(selector, SelectionKey.OP_READ, new Progress());
    sockets.add(socket);
    selectOnce(0);
  }

  /** Reads on a thread of its own from now on. */
  void start() {
    thread.start();
  }

  int size() {
    return sockets.size();
  }

  /** Readers whose answer has begun. */
  int answered() {
    return answered.get();
  }

  /** Readers whose connection is over. */
  int ended() {
    return ended.get();
  }

  /** Events that came, heartbeats and the like included. */
  long events() {
    return events.sum();
  }

  long octets() {
    return octets.sum();
  }

  /** Notices of lines that were dropped. */
  long losses() {
    return losses.sum();
  }

  private void run() {
    try {
      while (!closed) {
        selectOnce(200);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void selectOnce(long timeout) throws IOException {
    if (timeout > 0) {
      selector.select(timeout);
    } else {
      selector.selectNow();
    }
    for (SelectionKey key : selector.selectedKeys()) {
      read(key);
    }
    selector.selectedKeys().clear();
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel socket = (SocketChannel) key.channel();
    buffer.clear();
    int read = socket.read(buffer);
    if (read < 0) {
      key.cancel();
      socket.close();
      ended.incrementAndGet();
      return;
    }
    octets.add(read);
    Progress progress = (Progress) key.attachment();
    if (!progress.answered) {
      progress.answered = true;
      answered.incrementAndGet();
    }
    count(progress, buffer.flip());
  }

  private void count(Progress progress, ByteBuffer got) {
    byte last = progress.last;
    int matched = progress.matched;
    int found = 0;
    while (got.hasRemaining()) {
      byte octet = got.get();
      if (octet == '\n' && last == '\n') {
        found++;
      }
      matched = octet == LOSS[matched] ? matched + 1 : octet == LOSS[0] ? 1 : 0;
      if (matched == LOSS.length) {
        losses.increment();
        matched = 0;
      }
      last = octet;
    }
    progress.last = last;
    progress.matched = matched;
    events.add(found);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    closed = true;
    selector.wakeup();
    thread.join();
    for (SocketChannel socket : sockets) {
      socket.close();
    }
  }
}
