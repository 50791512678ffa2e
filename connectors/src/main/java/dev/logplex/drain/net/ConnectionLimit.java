package dev.logplex.drain.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds the connections that are open or being made. When there are as many as there may be, the
 * one that has rested for longest is closed for the next; while none rests, the next waits in line.
 * Safe for use by several threads.
 */
final class ConnectionLimit {

  private final int most;
  private final Set<Claim> resting = new LinkedHashSet<>();
  private final Deque<Claim> waiting = new ArrayDeque<>();
  private int open;

  ConnectionLimit(int most) {
    this.most = most;
  }

  /**
   * Asks for one connection.
   *
   * @param granted called when it may be made, now or later, on any thread; must not block
   */
  Claim claim(Runnable granted) {
    Claim claim = new Claim(granted);
    Claim closed = null;
    boolean free;
    synchronized (this) {
      free = open < most;
      if (free) {
        open++;
      } else {
        waiting.add(claim);
        closed = longestResting();
      }
      claim.held = free;
    }
    if (free) {
      granted.run();
    } else if (closed != null) {
      closed.close.run();
    }
    return claim;
  }

  private Claim longestResting() {
    Iterator<Claim> all = resting.iterator();
    if (!all.hasNext()) {
      return null;
    }
    Claim first = all.next();
    all.remove();
    return first;
  }

  /** One connection, or a place in the line for one. */
  final class Claim {
    private final Runnable granted;
    private Runnable close;
    private boolean held;
    private boolean ended;

    private Claim(Runnable granted) {
      this.granted = granted;
    }

    /** The connection is gone, or is not wanted any more. */
    void end() {
      Claim next = null;
      synchronized (ConnectionLimit.this) {
        if (ended) {
          return;
        }
        ended = true;
        resting.remove(this);
        if (!held) {
          waiting.remove(this);
          return;
        }
        next = waiting.poll();
        if (next == null) {
          open--;
        } else {
          next.held = true;
        }
      }
      if (next != null) {
        next.granted.run();
      }
    }

    /**
     * The connection is not used for now.
     *
     * @param closing closes it for another; called at most once until {@link #resume}, on any
     *     thread; must not block
     */
    void rest(Runnable closing) {
      synchronized (ConnectionLimit.this) {
        close = closing;
        if (waiting.isEmpty()) {
          resting.add(this);
          return;
        }
      }
      closing.run();
    }

    /** Whether the connection may be used again: it is not about to be closed for another. */
    boolean resume() {
      synchronized (ConnectionLimit.this) {
        return resting.remove(this);
      }
    }
  }
}
