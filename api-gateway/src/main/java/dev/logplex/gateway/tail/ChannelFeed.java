package dev.logplex.gateway.tail;

import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import dev.logplex.model.TailBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * The live lines of one channel that somebody tails here: puts what the job tells into one sequence
 * without gap or repetition, renders it once for each view, and offers it to the tails.
 *
 * <p>Lines told again after a failure of the job are known by their numbers. Lines that were not
 * told are read from history, which has them; those it has lost the tails are told of. Safe for use
 * by several threads; calls tails while holding its lock, but never wakes them.
 */
final class ChannelFeed {

  /** Octets of later lines that wait while earlier ones are read from history. */
  private static final long PENDING_OCTETS = 4 << 20;

  private final String channelId;
  private final long incarnation;
  private final boolean keepsHistory;
  private final BooleanSupplier denied;
  private final TailContext context;
  private final String request = UUID.randomUUID().toString();
  private final Map<View, Set<Tail>> views = new LinkedHashMap<>();
  private final Deque<TailBatch> pending = new ArrayDeque<>();
  private boolean closed;
  private boolean filling;
  private boolean impatient;
  private long next;
  private long known;
  private long pendingOctets;
  private long patienceUntil;
  private long askedAt;
  private boolean asking;

  /**
   * @param denied whether an operator has stopped all live lines: those are not to be had from
   *     history either
   */
  ChannelFeed(
      String channelId,
      long incarnation,
      boolean keepsHistory,
      BooleanSupplier denied,
      TailContext context) {
    this.denied = denied;
    this.channelId = channelId;
    this.incarnation = incarnation;
    this.keepsHistory = keepsHistory;
    this.context = context;
  }

  String channelId() {
    return channelId;
  }

  long incarnation() {
    return incarnation;
  }

  /** Names this feed towards the job. */
  String request() {
    return request;
  }

  /**
   * Adds a tail.
   *
   * @return false if the feed has ended
   */
  synchronized boolean attach(Tail tail) {
    if (closed) {
      return false;
    }
    views.computeIfAbsent(tail.request().view(), view -> new LinkedHashSet<>()).add(tail);
    if (next > 0) {
      tail.promised(next);
    }
    return true;
  }

  /**
   * Removes a tail.
   *
   * @return whether it was the last, so that the feed has ended
   */
  synchronized boolean detach(Tail tail) {
    Set<Tail> tails = views.get(tail.request().view());
    if (tails != null && tails.remove(tail) && tails.isEmpty()) {
      views.remove(tail.request().view());
    }
    closed = closed || views.isEmpty();
    return closed;
  }

  /** Ends the feed; returns its tails. */
  synchronized List<Tail> close() {
    closed = true;
    List<Tail> tails = tails();
    views.clear();
    pending.clear();
    return tails;
  }

  /**
   * Whether the job is to be asked now for a lease and a marker: at once and again until it
   * answers, then before the lease ends. The marker tells of lines that got lost on the way here.
   * When it is sent, {@link #asked} is to be called.
   */
  synchronized boolean ask(long now) {
    long pause = next == 0 ? 1_000 : context.settings().renewal().toMillis();
    if (closed || asking || askedAt != 0 && now - askedAt < pause) {
      return false;
    }
    asking = true;
    askedAt = now;
    return true;
  }

  synchronized void asked() {
    asking = false;
  }

  /**
   * Takes what the job tells.
   *
   * @param toWake gets the tails that have to be woken
   * @return whether this is of a later channel of the same id: this one is gone
   */
  synchronized boolean accept(TailBatch batch, List<Tail> toWake) {
    if (batch.incarnation() != incarnation || closed) {
      return batch.incarnation() > incarnation;
    }
    if (batch.isMarker()) {
      if (batch.request().equals(request)) {
        marked(batch.firstSeq());
      }
    } else if (next > 0) {
      pending.addLast(batch);
      pendingOctets += batch.frames().length;
    }
    if (next > 0 && !filling) {
      settle(toWake);
    }
    boundPending();
    return false;
  }

  private void marked(long firstSeq) {
    known = Math.max(known, firstSeq);
    if (next == 0) {
      next = firstSeq;
      tails().forEach(tail -> tail.promised(firstSeq));
    }
  }

  /** Tells the tails what has come, as far as nothing is missing before it. */
  private void settle(List<Tail> toWake) {
    while (!pending.isEmpty()) {
      TailBatch batch = pending.peekFirst();
      if (batch.firstSeq() > next && !skipTo(batch.firstSeq(), toWake)) {
        return;
      }
      pending.pollFirst();
      pendingOctets -= batch.frames().length;
      tell(batch, toWake);
    }
    if (known > next && !skipTo(known, toWake)) {
      return;
    }
    impatient = false;
    patienceUntil = 0;
  }

  /** Goes on behind a gap, if there is no hope to fill it; else starts to fill it. */
  private boolean skipTo(long seq, List<Tail> toWake) {
    if (impatient || !keepsHistory || denied.getAsBoolean()) {
      lose(seq, toWake);
      return true;
    }
    if (patienceUntil == 0) {
      patienceUntil = context.now() + context.settings().patience().toMillis();
    }
    filling = true;
    context.history().read(channelId).whenCompleteAsync(this::read, context.executor());
    return false;
  }

  private void read(History history, Throwable failure) {
    List<Tail> toWake = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      long end = pending.isEmpty() ? known : pending.peekFirst().firstSeq();
      if (failure == null) {
        fill(history, end, toWake);
      }
      if (next < end && context.now() < patienceUntil) {
        context.later(this::readAgain);
        return;
      }
      impatient = next < end;
      filling = false;
      settle(toWake);
    }
    toWake.forEach(Tail::wake);
  }

  private void readAgain() {
    context.history().read(channelId).whenCompleteAsync(this::read, context.executor());
  }

  /** Tells what history has before {@code end}. */
  private void fill(History history, long end, List<Tail> toWake) {
    List<HistoryChunk> chunks = history.chunks();
    if (chunks.isEmpty() || next >= end) {
      return;
    }
    lose(Math.min(chunks.get(0).firstSeq(), end), toWake);
    long last = Math.min(chunks.get(chunks.size() - 1).lastSeq(), end - 1);
    if (last < next) {
      return;
    }
    views.forEach(
        (view, tails) -> {
          SegmentBuilder lines = new SegmentBuilder(view, next, Integer.MAX_VALUE);
          lines.append(history, end);
          offer(lines.build(), tails, toWake);
        });
    next = last + 1;
  }

  private void tell(TailBatch batch, List<Tail> toWake) {
    long end = batch.firstSeq() + batch.lines();
    if (end <= next) {
      return;
    }
    views.forEach(
        (view, tails) ->
            offer(SegmentBuilder.of(view, next, batch.firstSeq(), batch.frames()), tails, toWake));
    next = end;
  }

  private void lose(long until, List<Tail> toWake) {
    if (until <= next) {
      return;
    }
    long now = context.now();
    byte[] notice = Notice.lost(until - next, now, now);
    views.forEach(
        (view, tails) -> {
          context.lost((until - next) * tails.size());
          offer(Segment.notice(next, until - next, view.format().notice(notice)), tails, toWake);
        });
    next = until;
  }

  private static void offer(Segment segment, Set<Tail> tails, List<Tail> toWake) {
    for (Tail tail : tails) {
      if (tail.offer(segment)) {
        toWake.add(tail);
      }
    }
  }

  /** What is dropped here becomes part of the gap, and is looked for in history. */
  private void boundPending() {
    while (pendingOctets > PENDING_OCTETS && pending.size() > 1) {
      pendingOctets -= pending.pollFirst().frames().length;
    }
  }

  private List<Tail> tails() {
    List<Tail> all = new ArrayList<>();
    views.values().forEach(all::addAll);
    return all;
  }
}
