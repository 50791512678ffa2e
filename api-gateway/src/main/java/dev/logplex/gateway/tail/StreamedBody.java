package dev.logplex.gateway.tail;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * A response body that is written piece by piece, as fast as the client reads and without holding a
 * thread. The request must be in asynchronous mode. Safe for use by several threads.
 */
final class StreamedBody implements WriteListener {

  private final ServletOutputStream out;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private boolean started;
  private boolean flushWanted = true;
  private boolean ended;

  private StreamedBody(ServletOutputStream out) {
    this.out = out;
  }

  /** Starts the body; status and headers are set. */
  static StreamedBody of(HttpServletResponse response) throws IOException {
    ServletOutputStream out = response.getOutputStream();
    StreamedBody body = new StreamedBody(out);
    out.setWriteListener(body);
    return body;
  }

  /** Adds a piece, not changed by either side. The caller bounds what waits. */
  synchronized void write(byte[] piece) throws IOException {
    waiting.add(piece);
    flushWanted = true;
    drain();
  }

  /** Ends the body when all of it is written. */
  synchronized void end() throws IOException {
    ended = true;
    drain();
  }

  /** Completes when the body is ended and written; fails if the client went away. */
  CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public synchronized void onWritePossible() throws IOException {
    started = true;
    drain();
  }

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  private void drain() throws IOException {
    while (started && !done.isDone() && out.isReady()) {
      byte[] piece = waiting.poll();
      if (piece != null) {
        out.write(piece);
      } else if (flushWanted) {
        flushWanted = false;
        out.flush();
      } else if (ended) {
        done.complete(null);
      } else {
        return;
      }
    }
  }
}
