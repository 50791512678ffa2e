package dev.logplex.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts that were started, closed in reverse order. Once closing has begun, a part pushed is closed
 * at once. Safe for use by several threads.
 */
final class CloseStack implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

  private final Deque<Part> parts = new ArrayDeque<>();
  private boolean closed;

  /** Returns the part, for the caller's convenience. */
  <T extends AutoCloseable> T push(String name, T resource) {
    Part part = new Part(name, resource);
    synchronized (this) {
      if (!closed) {
        parts.push(part);
        return resource;
      }
    }
    part.close();
    throw new StartException("told to stop");
  }

  @Override
  public void close() {
    for (Part part = next(); part != null; part = next()) {
      part.close();
    }
  }

  private synchronized Part next() {
    closed = true;
    return parts.poll();
  }

  private record Part(String name, AutoCloseable resource) {
    void close() {
      long start = System.nanoTime();
      try {
        resource.close();
        LOG.info("stopped: {} ({} ms)", name, (System.nanoTime() - start) / 1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        LOG.info("interrupted while stopping: {}", name);
      } catch (Exception e) {
        // No news for the terminal: the next start recovers, as it does after a crash.
        LOG.info("not stopped cleanly: {}", name, e);
      }
    }
  }
}
