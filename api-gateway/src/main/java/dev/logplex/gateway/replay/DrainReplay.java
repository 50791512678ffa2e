package dev.logplex.gateway.replay;

import dev.logplex.drain.Redelivery;
import dev.logplex.drain.net.NettyTransports;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.LogBatch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One replay to one drain, on a thread of its own. Safe for use by several threads. */
public final class DrainReplay {

  /** How far a replay is. */
  public enum State {
    RUNNING,
    DONE,
    FAILED,
    CANCELLED
  }

  private static final Logger LOG = LoggerFactory.getLogger(DrainReplay.class);

  private final String id = UUID.randomUUID().toString();
  private final Channel channel;
  private final Drain drain;
  private final Instant since;
  private final Instant until;
  private final Thread thread;
  private volatile long read;
  private volatile Redelivery redelivery;
  private State state = State.RUNNING;
  private String error;
  private long endedNanos;

  DrainReplay(
      Channel channel,
      Drain drain,
      Instant since,
      Instant until,
      AcceptedLines lines,
      NettyTransports transports,
      Duration budget) {
    this.channel = channel;
    this.drain = drain;
    this.since = since;
    this.until = until;
    this.thread = new Thread(() -> run(lines, transports, budget), "gateway-replay");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Ends it before its end; once it has ended this does nothing. */
  void end(State how, String reason) {
    if (settle(how, reason)) {
      thread.interrupt();
    }
  }

  public String id() {
    return id;
  }

  public Instant since() {
    return since;
  }

  public Instant until() {
    return until;
  }

  /** Lines of the channel in the time asked for, whether the drain wants them or not. */
  public long read() {
    return read;
  }

  /** Lines delivered. */
  public long sent() {
    Redelivery current = redelivery;
    return current == null ? 0 : current.sent();
  }

  public synchronized State state() {
    return state;
  }

  /** Why it failed, without a secret; null if it did not. */
  public synchronized String error() {
    return error;
  }

  /** Whether it ended longer ago than this. */
  synchronized boolean endedBefore(long nanos) {
    return state != State.RUNNING && endedNanos - nanos < 0;
  }

  /** Id and definition of the channel as the replay began. */
  Channel channel() {
    return channel;
  }

  Drain drain() {
    return drain;
  }

  private void run(AcceptedLines lines, NettyTransports transports, Duration budget) {
    try (Redelivery sending =
        new Redelivery(drain, Map.of(Redelivery.HEADER, id), transports, budget)) {
      redelivery = sending;
      lines.read(channel, since, until, batch -> send(batch, sending));
      sending.flush();
      settle(State.DONE, null);
    } catch (IOException e) {
      settle(State.FAILED, e.getMessage());
    } catch (InterruptedException e) {
      // Whoever interrupted has said why.
      settle(State.CANCELLED, null);
    } catch (RuntimeException e) {
      LOG.error("replay {} to drain {} failed", id, drain.token(), e);
      settle(State.FAILED, "internal error");
    }
  }

  // One thread adds.
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  private void send(LogBatch batch, Redelivery sending) throws IOException, InterruptedException {
    if (batch.reach().drains()) {
      read += batch.lines();
      sending.send(batch.lines(), batch.frames());
    }
  }

  private synchronized boolean settle(State how, String reason) {
    if (state != State.RUNNING) {
      return false;
    }
    state = how;
    error = reason;
    endedNanos = System.nanoTime();
    LOG.info(
        "replay {} to drain {}: {}, {} lines sent{}",
        id,
        drain.token(),
        how,
        sent(),
        reason == null ? "" : ", " + reason);
    return true;
  }
}
