package dev.logplex.gateway.tail;

import dev.logplex.gateway.history.NewestLines;
import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * One open tail: history first, then the live lines that follow on it, without gap or duplicate.
 *
 * <p>Live lines wait from the moment the feed promises to tell all from a number on. History, read
 * after that promise, holds all lines before it; when it is written down to where the waiting lines
 * begin, those with larger numbers follow. What is dropped because the reader is slow is counted
 * and told at its place. Safe for use by several threads; calls {@link TailSink#wake} without
 * holding a lock, and the {@link TailHub} never.
 */
final class Tail implements TailSource {

  /** Resume number of a reader who has seen nothing. */
  static final long NOTHING_SEEN = -1;

  private static final int PIECE = 64 << 10;

  /** While history is read, more lines may wait: that is not the reader's doing. */
  private static final int CATCH_UP_FACTOR = 16;

  private enum Phase {
    /** The feed has promised nothing yet. */
    WAITING,
    /** Lines of history are missing before those that wait. */
    CATCHING_UP,
    LIVE,
    /** What waits is still written. */
    ENDING,
    CLOSED
  }

  private final TailRequest request;
  private final TailContext context;
  private final Consumer<Tail> onClosed;
  private final TailBuffer past;
  private final TailBuffer live;
  private final long openedAt;
  private TailSink sink;
  private Phase phase = Phase.WAITING;
  private boolean opened;
  private boolean started;
  private boolean reading;
  private boolean wakePending;
  private boolean beatDue;
  private long seen;
  private long position;
  private long liveFrom;
  private long liveTo;
  private int maxLines;
  private long maxOctets;
  private long lost;
  private long lostSince;
  private long patienceUntil;
  private long movedAt;
  private long probedAt;
  private byte[] farewell;

  /**
   * @param onClosed told when the connection has ended
   */
  Tail(TailRequest request, TailContext context, Consumer<Tail> onClosed) {
    this.request = request;
    this.context = context;
    this.onClosed = onClosed;
    this.past = new TailBuffer(context.budget());
    this.live = new TailBuffer(context.budget());
    this.seen = request.seen();
    this.openedAt = context.now();
    this.movedAt = openedAt;
    this.probedAt = openedAt;
  }

  TailRequest request() {
    return request;
  }

  /** Where the octets go; before anything else. */
  void to(TailSink connection) {
    this.sink = connection;
  }

  /** From now on the feed offers every line from this number on. */
  synchronized void promised(long from) {
    if (phase != Phase.WAITING) {
      return;
    }
    phase = Phase.CATCHING_UP;
    liveFrom = from;
    liveTo = from;
    patienceUntil = context.now() + context.settings().patience().toMillis();
    readHistory();
  }

  /**
   * Takes live lines, which follow on those offered before.
   *
   * @return whether the caller has to {@link #wake} this tail when it has offered what it has
   */
  synchronized boolean offer(Segment segment) {
    if (phase != Phase.CATCHING_UP && phase != Phase.LIVE) {
      return false;
    }
    liveTo = segment.lastSeq() + 1;
    if (segment.lines() == 0) {
      return false;
    }
    live.add(segment);
    if (phase == Phase.CATCHING_UP) {
      TailSettings bounds = context.settings();
      long gone =
          live.trim(
              CATCH_UP_FACTOR * bounds.bufferLines(), CATCH_UP_FACTOR * bounds.bufferOctets());
      if (gone > 0) {
        liveFrom = live.firstSeq();
      }
    } else {
      if (segment.firstSeq() < position) {
        live.skipBefore(position);
      }
      // Who takes what comes is not behind: what was offered in this round is about to be taken.
      if (sink.busy()) {
        makeRoom();
      }
    }
    boolean first = !wakePending;
    wakePending = true;
    return first;
  }

  /** The connection may have something to write. */
  void wake() {
    synchronized (this) {
      wakePending = false;
    }
    sink.wake();
  }

  /**
   * Stops taking lines; the connection ends when those that wait are written.
   *
   * @param notice a last line of Logplex itself; null for none
   */
  void end(byte[] notice) {
    end(notice, null);
  }

  /** The same because the gateway stops: the reader is told when to come back. */
  void leave() {
    end(null, request.view().format().farewell(context.settings().absence()));
  }

  private void end(byte[] notice, byte[] lastWords) {
    synchronized (this) {
      if (phase == Phase.ENDING || phase == Phase.CLOSED) {
        return;
      }
      if (phase != Phase.LIVE) {
        live.clear();
      }
      phase = Phase.ENDING;
      farewell = lastWords;
      if (notice != null) {
        live.add(Segment.notice(liveTo, 1, request.view().format().notice(notice)));
      }
    }
    sink.wake();
  }

  /** Called now and then: sends heartbeats and finds out about readers who left. */
  void tick() {
    long now = context.now();
    boolean probe;
    boolean stalled;
    boolean beats;
    synchronized (this) {
      if (phase == Phase.CLOSED) {
        return;
      }
      long beat = context.settings().heartbeat().toMillis();
      beatDue = request.view().format().heartbeat().length > 0 && now - movedAt >= beat;
      stalled = now - movedAt >= context.settings().stall().toMillis() && sink.busy();
      probe = now - probedAt >= beat;
      if (probe) {
        probedAt = now;
      }
      beats = beatDue;
    }
    if (stalled || probe && sink.abandoned()) {
      sink.cut(new ReaderGoneException(stalled ? "takes nothing" : "left"));
    } else if (beats) {
      sink.wake();
    }
  }

  @Override
  public synchronized ByteBuffer next() {
    if (phase == Phase.CLOSED) {
      return null;
    }
    if (!opened) {
      opened = true;
      return ByteBuffer.wrap(request.view().format().opening());
    }
    ByteBuffer piece = nextLines();
    if (piece == null && phase == Phase.ENDING) {
      return end();
    }
    if (piece == null && beatDue) {
      beatDue = false;
      piece = ByteBuffer.wrap(request.view().format().heartbeat());
    }
    if (piece != null) {
      movedAt = context.now();
      beatDue = false;
    }
    return piece;
  }

  private ByteBuffer end() {
    byte[] words = farewell;
    farewell = null;
    return words == null || words.length == 0 ? END : ByteBuffer.wrap(words);
  }

  @Override
  public void closed() {
    synchronized (this) {
      phase = Phase.CLOSED;
      past.clear();
      live.clear();
    }
    onClosed.accept(this);
  }

  private ByteBuffer nextLines() {
    ByteBuffer piece = past.take(PIECE);
    if (piece != null) {
      return piece;
    }
    if (phase == Phase.CATCHING_UP) {
      if (started && !reading) {
        readHistory();
      }
      return null;
    }
    if (phase == Phase.WAITING) {
      return null;
    }
    if (lost > 0) {
      byte[] notice = Notice.lost(lost, lostSince, context.now());
      lost = 0;
      return ByteBuffer.wrap(request.view().format().notice(notice));
    }
    piece = live.take(PIECE);
    maxLines = Math.min(maxLines, Math.max(context.settings().bufferLines(), live.lines()));
    maxOctets = Math.min(maxOctets, Math.max(context.settings().bufferOctets(), live.octets()));
    return piece;
  }

  private void makeRoom() {
    boolean squeezed = context.budget().exhausted();
    long gone = live.trim(squeezed ? 0 : maxLines, squeezed ? 0 : maxOctets);
    if (gone > 0) {
      if (lost == 0) {
        lostSince = context.now();
      }
      lost += gone;
      context.lost(gone);
    }
  }

  private void readHistory() {
    reading = true;
    if (request.keepsHistory()) {
      context.history().read(request.channelId()).whenCompleteAsync(this::read, context.executor());
    } else {
      context.executor().execute(() -> read(History.EMPTY, null));
    }
  }

  private void read(History history, Throwable failure) {
    synchronized (this) {
      if (phase != Phase.CATCHING_UP) {
        return;
      }
      if (failure != null || !followOn(history)) {
        context.later(this::readAgain);
        return;
      }
      reading = false;
      patienceUntil = context.now() + context.settings().patience().toMillis();
    }
    sink.wake();
  }

  private synchronized void readAgain() {
    if (phase == Phase.CATCHING_UP) {
      readHistory();
    }
  }

  /**
   * Goes on in history from where the reader is.
   *
   * @return false if history should hold more than it does, and may soon
   */
  private boolean followOn(History history) {
    List<HistoryChunk> chunks = history.chunks();
    // Of a channel without lines nothing is missing: the first has number 1.
    long end = chunks.isEmpty() ? 1 : chunks.get(chunks.size() - 1).lastSeq() + 1;
    boolean patient = request.keepsHistory() && context.now() < patienceUntil;
    boolean joined = started;
    if (!started) {
      boolean ahead = seen >= Math.max(liveTo, end);
      if (patient && (ahead || end < liveFrom)) {
        return false;
      }
      start(history, ahead);
    }
    if (!chunks.isEmpty() && chunks.get(0).firstSeq() > position) {
      lose(Math.min(chunks.get(0).firstSeq(), liveFrom) - position);
    }
    if (end > position) {
      SegmentBuilder page = new SegmentBuilder(request.view(), position, context.budget().page());
      position = page.append(history, Long.MAX_VALUE);
      Segment lines = page.build();
      if (lines.lines() > 0) {
        past.add(lines);
      }
    }
    if (position < liveFrom && position >= end) {
      if (patient && joined) {
        return false;
      }
      if (joined || seen != NOTHING_SEEN) {
        lose(liveFrom - position);
      }
      position = Math.max(position, liveFrom);
    }
    if (position >= liveFrom) {
      join();
    }
    return true;
  }

  /** Decides where the reader begins: behind what it has seen, or with the newest lines. */
  private void start(History history, boolean ahead) {
    started = true;
    if (ahead) {
      // Such a number was never given to this reader for this channel.
      seen = NOTHING_SEEN;
    }
    if (seen != NOTHING_SEEN) {
      position = seen + 1;
      return;
    }
    NewestLines newest = NewestLines.of(history, request.view().filter(), request.num());
    position = newest.count() > 0 ? newest.firstSeq() : liveFrom;
  }

  /** What waits by now may stay until it is written; from then on the usual bounds hold. */
  private void join() {
    live.skipBefore(position);
    phase = Phase.LIVE;
    maxLines = Math.max(context.settings().bufferLines(), live.lines());
    maxOctets = Math.max(context.settings().bufferOctets(), live.octets());
  }

  private void lose(long count) {
    if (count <= 0) {
      return;
    }
    byte[] notice = Notice.lost(count, openedAt, context.now());
    past.add(Segment.notice(position, count, request.view().format().notice(notice)));
    position += count;
    context.lost(count);
  }
}
