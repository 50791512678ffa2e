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
  private final CompletableFuture<Octets> result = new CompletableFuture<>();
  private byte[] buffer;
  private int length;

  private RequestBody(ServletInputStream in, int limit, Duration time, int expected) {
    this.in = in;
    this.limit = limit;
    this.deadline = System.nanoTime() + time.toNanos();
    this.buffer = new byte[expected];
  }

  /**
   * The whole body as sent, transfer coding removed.
   *
   * @param limit most octets; more fail with {@link TooLarge}
   * @param time how long the client may take; looked at when octets arrive, so that a client that
   *     sends nothing is ended by the connection's idle timeout. Longer fails with {@link TooSlow}
   * @return fails with {@link IOException} if the client broke off or its chunks are malformed
   */
  public static CompletableFuture<Octets> read(
      HttpServletRequest request, int limit, Duration time) {
    long announced = request.getContentLengthLong();
    if (announced > limit) {
      return CompletableFuture.failedFuture(new TooLarge());
    }
    // One octet more than announced, so that the end is seen without growing; no more than a little
    // before any of it has come.
    int expected = announced < 0 ? FIRST_BUFFER : (int) Math.min(announced + 1, FIRST_BUFFER);
    try {
      ServletInputStream in = request.getInputStream();
      RequestBody body = new RequestBody(in, limit, time, expected);
      in.setReadListener(body);
      return body.result;
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (!result.isDone() && in.isReady()) {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return;
      }
      length += read;
      if (length > limit) {
        result.completeExceptionally(new TooLarge());
      } else if (System.nanoTime() - deadline > 0) {
        result.completeExceptionally(new TooSlow());
      } else if (length == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(2L * length, limit + 1L));
      }
    }
  }

  @Override
  public void onAllDataRead() {
    result.complete(new Octets(buffer, length));
  }

  @Override
  public void onError(Throwable failure) {
    result.completeExceptionally(failure);
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
