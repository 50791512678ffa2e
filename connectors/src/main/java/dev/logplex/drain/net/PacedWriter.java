package dev.logplex.drain.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes a request in pieces, each only when the connection took those before, so that a receiver
 * that does not read holds little memory here. Used on one event loop.
 */
final class PacedWriter {

  private static final int PIECE = 32 << 10;

  /** How long an answer may still be read after a write failed. */
  private static final int ANSWER_GRACE_MILLIS = 200;

  private final Channel channel;
  private final Deque<ByteBuf> unsent;
  private final Runnable written;
  private boolean failed;

  /**
   * @param parts not pooled: what is not sent is left to the garbage collector
   * @param written called once all of it was handed to the operating system
   */
  PacedWriter(Channel channel, List<ByteBuf> parts, Runnable written) {
    this.channel = channel;
    this.unsent = new ArrayDeque<>(parts);
    this.written = written;
  }

  /** Writes as much as the connection takes for now. */
  void pump() {
    while (channel.isWritable() && !unsent.isEmpty()) {
      ByteBuf piece = nextPiece();
      boolean last = unsent.isEmpty();
      channel.write(piece).addListener(done -> ended(done.isSuccess(), last));
    }
    channel.flush();
  }

  private void ended(boolean success, boolean last) {
    if (!success && !failed) {
      failed = true;
      channel
          .eventLoop()
          .schedule((Runnable) channel::close, ANSWER_GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } else if (success && last) {
      written.run();
    }
  }

  private ByteBuf nextPiece() {
    ByteBuf part = unsent.getFirst();
    return part.readableBytes() > PIECE ? part.readRetainedSlice(PIECE) : unsent.removeFirst();
  }
}
