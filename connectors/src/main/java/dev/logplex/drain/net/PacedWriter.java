package dev.logplex.drain.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes a request in pieces, each only when the connection took those before, so that a receiver
 * that does not read holds little memory here. Used on one event loop.
 */
final class PacedWriter {

  private static final int PIECE = 32 << 10;

  private final Channel channel;
  private final Deque<ByteBuf> unsent;
  private final Runnable written;

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
      if (unsent.isEmpty()) {
        channel.write(piece).addListener(done -> finished(done.isSuccess()));
      } else {
        channel.write(piece, channel.voidPromise());
      }
    }
    channel.flush();
  }

  private void finished(boolean success) {
    if (success) {
      written.run();
    }
  }

  private ByteBuf nextPiece() {
    ByteBuf part = unsent.getFirst();
    return part.readableBytes() > PIECE ? part.readRetainedSlice(PIECE) : unsent.removeFirst();
  }
}
