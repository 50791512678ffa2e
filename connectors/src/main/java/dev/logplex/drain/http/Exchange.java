package dev.logplex.drain.http;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.FrameSlice;
import dev.logplex.drain.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** One attempt: what is still to be written, and what has been read. Used on one event loop. */
final class Exchange {

  /** Written at once, so that a receiver that does not read holds little memory here. */
  private static final int PIECE = 32 << 10;

  private final DrainRequest request;
  private final Consumer<Outcome> outcome;
  private final Deque<FrameSlice> unsent = new ArrayDeque<>();
  private Future<?> deadline;
  private Future<?> grace;

  boolean reused;
  boolean written;
  boolean interim;
  boolean bodyEnded;
  boolean keepAlive;
  int status;
  long retryAfter;
  long bodyOctets;

  Exchange(DrainRequest request, Consumer<Outcome> outcome) {
    this.request = request;
    this.outcome = outcome;
  }

  DrainRequest request() {
    return request;
  }

  boolean answered() {
    return status != 0;
  }

  boolean success() {
    return status >= 200 && status < 300;
  }

  void deadline(Future<?> timer) {
    deadline = timer;
  }

  boolean hasGrace() {
    return grace != null;
  }

  void grace(Future<?> timer) {
    grace = timer;
  }

  /** Begins to write. */
  void start(byte[] head) {
    unsent.clear();
    unsent.add(new FrameSlice(0, 0, head, 0, head.length));
    unsent.addAll(request.frames());
  }

  /** Writes as much as the connection takes for now. */
  void pump(Channel channel, Runnable onWritten) {
    while (channel.isWritable() && !unsent.isEmpty()) {
      ByteBuf piece = nextPiece();
      if (unsent.isEmpty()) {
        channel
            .write(piece)
            .addListener(
                done -> {
                  if (done.isSuccess()) {
                    written = true;
                    onWritten.run();
                  }
                });
      } else {
        channel.write(piece, channel.voidPromise());
      }
    }
    channel.flush();
  }

  void end(Outcome result) {
    cancelTimers();
    outcome.accept(result);
  }

  void cancelTimers() {
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (grace != null) {
      grace.cancel(false);
    }
  }

  /** Small slices go together, large ones in parts; no octet is copied here. */
  private ByteBuf nextPiece() {
    ByteBuf piece = wrap(unsent.removeFirst());
    while (!unsent.isEmpty() && piece.readableBytes() + unsent.getFirst().octets() <= PIECE) {
      piece = Unpooled.wrappedBuffer(piece, wrap(unsent.removeFirst()));
    }
    return piece;
  }

  private ByteBuf wrap(FrameSlice slice) {
    int length = Math.min(slice.octets(), PIECE);
    if (length < slice.octets()) {
      unsent.addFirst(new FrameSlice(0, 0, slice.frames(), slice.from() + length, slice.to()));
    }
    return Unpooled.wrappedBuffer(slice.frames(), slice.from(), length);
  }
}
