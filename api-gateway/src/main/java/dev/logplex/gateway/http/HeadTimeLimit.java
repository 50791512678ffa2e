package dev.logplex.gateway.http;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose request line and headers take too long: an idle timeout alone lets a
 * client hold a connection for ever with an octet now and then. Jetty has no such limit itself, so
 * this one looks at its parsers from time to time.
 */
final class HeadTimeLimit extends AbstractLifeCycle implements Runnable {

  private final ServerConnector connector;
  private final long limitNanos;
  private final long periodMillis;
  private volatile Scheduler.Task next;

  HeadTimeLimit(ServerConnector connector, Duration limit) {
    this.connector = connector;
    this.limitNanos = limit.toNanos();
    this.periodMillis = Math.max(10, limit.toMillis() / 10);
  }

  @Override
  protected void doStart() {
    schedule();
  }

  @Override
  protected void doStop() {
    next.cancel();
  }

  @Override
  public void run() {
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      if (endPoint.getConnection() instanceof HttpConnection connection && isLate(connection)) {
        endPoint.close();
      }
    }
    if (isRunning()) {
      schedule();
    }
  }

  private void schedule() {
    next = connector.getScheduler().schedule(this, periodMillis, TimeUnit.MILLISECONDS);
  }

  private boolean isLate(HttpConnection connection) {
    HttpParser parser = connection.getParser();
    // Another thread parses meanwhile, and what it has begun is 0 as soon as that is answered: what
    // is read first must still hold at the end.
    long begun = parser.getBeginNanoTime();
    VarHandle.fullFence();
    boolean betweenRequests = parser.isStart();
    boolean inHead = parser.inHeaderState();
    VarHandle.fullFence();
    boolean same = begun == parser.getBeginNanoTime();
    if (betweenRequests) {
      // Between requests the idle timeout rules; before the first there must be one soon.
      long age = System.currentTimeMillis() - connection.getCreatedTimeStamp();
      return connection.getMessagesIn() == 0 && TimeUnit.MILLISECONDS.toNanos(age) > limitNanos;
    }
    return inHead && same && begun != 0 && System.nanoTime() - begun > limitNanos;
  }
}
