package dev.logplex.gateway.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a request's body without holding a thread while the client is slow. The request must be in
 * asynchronous mode.
 */
public final class RequestBody implements ReadListener {

  private static final int FIRST_BUFFER = 64 << 10;

  private final ServletInputStream in;
  private final int limit;
  private final long deadline;
  private final BodyMemory.Lease memory;
  private CompletableFuture<Octets> result = new CompletableFuture<>();
  private byte[] buffer;
  private int length;

  private RequestBody(
      ServletInputStream in, int limit, Duration time, int expected, BodyMemory.Lease memory) {
    this.in = in;
    this.limit = limit;
    this.deadline = System.nanoTime() + time.toNanos();
    this.memory = memory;
    this.buffer = new byte[expected];
  }

  /**
   * The whole body as sent, transfer coding removed.
   *
   * @param limit most octets; more fail with {@link TooLarge}
   * @param time how long the client may take; looked at when octets arrive, so that a client that
   *     sends nothing is ended by the connection's idle timeout. Longer fails with {@link TooSlow}
   * @param memory room for {@link #expected} octets; grows with the body
   * @return fails with {@link IOException} if the client broke off, or its chunks or transfer
   *     coding are not as they should be, and with {@link BodyMemory.Exhausted} if there is no room
   *     for more
   */
  public static CompletableFuture<Octets> read(
      HttpServletRequest request, int limit, Duration time, BodyMemory.Lease memory) {
    String coding = request.getHeader("Transfer-Encoding");
    if (coding != null && !coding.strip().equalsIgnoreCase("chunked")) {
      // The server takes off the last coding alone and would hand us the others unopened.
      return CompletableFuture.failedFuture(new IOException("unknown transfer coding"));
    }
    long announced = request.getContentLengthLong();
    if (announced > limit) {
      return CompletableFuture.failedFuture(new TooLarge());
    }
    int expected = (int) expected(request, limit);
    try {
      ServletInputStream in = request.getInputStream();
      RequestBody body = new RequestBody(in, limit, time, expected, memory);
      CompletableFuture<Octets> result = body.result;
      in.setReadListener(body);
      return result;
    } catch (IOException | IllegalStateException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Octets of memory that reading a body begins with. */
  public static long expected(HttpServletRequest request, int limit) {
    long announced = request.getContentLengthLong();
    // One octet more than announced, so that the end is seen without growing; no more than a little
    // before any of it has come: who announces much and sends it slowly must not keep others out.
    return announced < 0 || announced > limit
        ? FIRST_BUFFER
        : Math.min(announced + 1, FIRST_BUFFER);
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (result != null && in.isReady()) {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return;
      }
      length += read;
      if (length > limit) {
        end(null, new TooLarge());
      } else if (System.nanoTime() - deadline > 0) {
        end(null, new TooSlow());
      } else if (length == buffer.length) {
        grow();
      }
    }
  }

  private void grow() {
    int larger = (int) Math.min(2L * length, limit + 1L);
    try {
      memory.atLeast(larger);
      buffer = Arrays.copyOf(buffer, larger);
    } catch (BodyMemory.Exhausted e) {
      end(null, e);
    }
  }

  @Override
  public void onAllDataRead() {
    end(new Octets(buffer, length), null);
  }

  @Override
  public void onError(Throwable failure) {
    end(null, failure);
  }

  /** The server knows this listener as long as the request lasts: it must not hold the octets. */
  private void end(Octets octets, Throwable failure) {
    CompletableFuture<Octets> waiting = result;
    result = null;
    buffer = null;
    if (waiting == null) {
      return;
    }
    if (failure == null) {
      waiting.complete(octets);
    } else {
      waiting.completeExceptionally(failure);
    }
  }

  /** Octets {@code 0} to {@code length} of an array. */
  public record Octets(byte[] array, int length) {}

  /** The body is larger than allowed. */
  public static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("request body too large");
    }
  }

  /** The client took too long to send its body. */
  public static final class TooSlow extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlow() {
      super("request body took too long");
    }
  }
}
