package dev.logplex.gateway.tail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A connection in the test's hands. */
final class CollectingSink implements TailSink {

  private final TailSource source;
  private final StringBuilder got = new StringBuilder();
  private volatile boolean blocked;
  private boolean ended;
  private volatile boolean left;
  private boolean writing;

  CollectingSink(TailSource source) {
    this.source = source;
  }

  @Override
  public void wake() {
    boolean nowEnded = false;
    synchronized (this) {
      if (writing || ended) {
        return;
      }
      writing = true;
      while (!blocked && !ended) {
        ByteBuffer piece = source.next();
        if (piece == null) {
          break;
        }
        if (piece == TailSource.END) {
          ended = true;
          nowEnded = true;
        } else {
          got.append(StandardCharsets.UTF_8.decode(piece.duplicate()));
        }
      }
      writing = false;
    }
    if (nowEnded) {
      source.closed();
    }
  }

  /** The reader stops taking anything, or goes on. */
  void block(boolean stop) {
    synchronized (this) {
      blocked = stop;
    }
    wake();
  }

  void leave() {
    left = true;
  }

  synchronized String text() {
    return got.toString();
  }

  synchronized boolean ended() {
    return ended;
  }

  List<Long> numbers() {
    return Numbers.in(text());
  }

  @Override
  public boolean busy() {
    return blocked;
  }

  @Override
  public boolean abandoned() {
    return left;
  }

  @Override
  public void cut(Throwable cause) {
    synchronized (this) {
      ended = true;
    }
    source.closed();
  }
}
