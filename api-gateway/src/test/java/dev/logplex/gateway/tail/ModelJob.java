package dev.logplex.gateway.tail;

import dev.logplex.gateway.history.HistoryReader;
import dev.logplex.gateway.history.HistoryUnavailableException;
import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import dev.logplex.model.TailBatch;
import dev.logplex.model.TailInterest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the job does for the tails of one channel: numbers lines, keeps the newest, tells them while
 * a lease lasts, answers with markers, and after a crash goes back to its last checkpoint. Line
 * number {@code s} says {@code n=s}.
 */
final class ModelJob implements HistoryReader, InterestSender {

  static final String CHANNEL = "app-1";

  private final int historyLines;
  private final LongSupplier clock;
  private final Consumer<TailBatch> outlet;
  private final List<Accepted> accepted = new ArrayList<>();
  private final List<TailInterest> interests = new ArrayList<>();
  private long incarnation;
  private State state = new State(1, 0, new ArrayDeque<>());
  private State checkpoint = state.copy();
  private int checkpointed;
  private boolean telling = true;
  private boolean answering = true;
  private boolean denied;
  private int reads;
  private boolean readable = true;

  private record Accepted(long at, int lines, String ps) {}

  private static final class State {
    private long nextSeq;
    private long tailedUntil;
    private final Deque<HistoryChunk> history;

    State(long nextSeq, long tailedUntil, Deque<HistoryChunk> history) {
      this.nextSeq = nextSeq;
      this.tailedUntil = tailedUntil;
      this.history = history;
    }

    State copy() {
      return new State(nextSeq, tailedUntil, new ArrayDeque<>(history));
    }
  }

  ModelJob(long incarnation, int historyLines, LongSupplier clock, Consumer<TailBatch> outlet) {
    this.incarnation = incarnation;
    this.historyLines = historyLines;
    this.clock = clock;
    this.outlet = outlet;
  }

  /** A batch of so many lines. */
  synchronized void accept(int lines) {
    accept(lines, "web.1");
  }

  synchronized void accept(int lines, String ps) {
    Accepted batch = new Accepted(clock.getAsLong(), lines, ps);
    accepted.add(batch);
    process(batch);
  }

  synchronized void checkpoint() {
    checkpoint = state.copy();
    checkpointed = accepted.size();
  }

  /** Goes back to the checkpoint and reads again what came since. */
  synchronized void crash() {
    state = checkpoint.copy();
    for (Accepted batch : List.copyOf(accepted.subList(checkpointed, accepted.size()))) {
      process(batch);
    }
    interests.forEach(this::lease);
  }

  /** The channel was deleted and made again. */
  synchronized void recreate(long version) {
    incarnation = version;
    state = new State(1, state.tailedUntil, new ArrayDeque<>());
  }

  synchronized void telling(boolean on) {
    telling = on;
  }

  /** Lines from now on may not be seen by tails: those are told the numbers alone. */
  synchronized void denied(boolean on) {
    denied = on;
  }

  synchronized void answering(boolean on) {
    answering = on;
  }

  synchronized void readable(boolean on) {
    readable = on;
  }

  synchronized long lastSeq() {
    return state.nextSeq - 1;
  }

  /** How often history was read. */
  synchronized int reads() {
    return reads;
  }

  synchronized List<TailInterest> interests() {
    return List.copyOf(interests);
  }

  @Override
  public synchronized CompletableFuture<Void> send(TailInterest interest) {
    interests.add(interest);
    lease(interest);
    if (answering) {
      outlet.accept(
          TailBatch.marker(interest.channel(), incarnation, state.nextSeq, interest.request()));
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletableFuture<History> read(String channelId) {
    reads++;
    return readable
        ? CompletableFuture.completedFuture(new History(List.copyOf(state.history)))
        : CompletableFuture.failedFuture(new HistoryUnavailableException("not now", null));
  }

  @Override
  public void close() {}

  private void lease(TailInterest interest) {
    state.tailedUntil = Math.max(state.tailedUntil, interest.until());
  }

  private void process(Accepted batch) {
    byte[] frames = frames(state.nextSeq, batch.lines, batch.ps);
    HistoryChunk chunk = new HistoryChunk(0, state.nextSeq, batch.lines, frames);
    state.history.addLast(chunk);
    long kept = state.history.stream().mapToLong(HistoryChunk::lines).sum();
    while (kept - state.history.peekFirst().lines() >= historyLines) {
      kept -= state.history.pollFirst().lines();
    }
    if (telling && batch.at < state.tailedUntil) {
      byte[] told = denied ? new byte[0] : frames;
      outlet.accept(TailBatch.lines(CHANNEL, incarnation, state.nextSeq, batch.lines, told));
    }
    state.nextSeq += batch.lines;
  }

  /** Canonical frames that say their numbers. */
  static byte[] frames(long firstSeq, int lines, String ps) {
    StringBuilder frames = new StringBuilder();
    for (long seq = firstSeq; seq < firstSeq + lines; seq++) {
      String message =
          "<190>1 2026-03-01T08:15:30.000123+00:00 host app " + ps + " - n=" + seq + "\n";
      frames.append(message.length()).append(' ').append(message);
    }
    return frames.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
