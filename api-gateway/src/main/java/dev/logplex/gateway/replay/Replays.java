package dev.logplex.gateway.replay;

import dev.logplex.drain.DrainSettings;
import dev.logplex.drain.net.NettyTransports;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The replays of this gateway: those that run, and for an hour those that have ended. They live in
 * memory alone. Safe for use by several threads.
 */
public final class Replays implements AutoCloseable {

  /** Replays that run at once. */
  public static final int MOST = 4;

  /** How long the end of a replay can be asked for. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final int MOST_KEPT = 1_000;
  private static final long WATCH_SECONDS = 1;

  private final ConfigStore config;
  private final AcceptedLines lines;
  private final Duration budget;
  private final NettyTransports transports;
  private final Map<String, DrainReplay> replays = new LinkedHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Replays::thread);

  /**
   * @param drains which destinations drains may have, and how long one request is tried
   */
  public Replays(ConfigStore config, AcceptedLines lines, DrainSettings drains) {
    this.config = config;
    this.lines = lines;
    this.budget = drains.times().budget();
    this.transports = new NettyTransports(drains);
    watch.scheduleWithFixedDelay(this::endChanged, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
  }

  /** Why a replay is not begun. */
  public enum Refusal {
    DRAIN_BUSY,
    TOO_MANY
  }

  /** A replay was not begun. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Refusal refusal;

    RefusedException(Refusal refusal) {
      super(refusal.name(), null, false, false);
      this.refusal = refusal;
    }

    public Refusal refusal() {
      return refusal;
    }
  }

  /**
   * Begins to send a drain what was accepted for its channel from one moment on and before another.
   * Ends by itself, also when the drain is changed or deleted.
   */
  public synchronized DrainReplay start(Channel channel, Drain drain, Instant since, Instant until)
      throws RefusedException {
    endChanged();
    long running = 0;
    for (DrainReplay other : replays.values()) {
      if (other.state() == DrainReplay.State.RUNNING) {
        running++;
        if (other.drain().token().equals(drain.token())) {
          throw new RefusedException(Refusal.DRAIN_BUSY);
        }
      }
    }
    if (running >= MOST) {
      throw new RefusedException(Refusal.TOO_MANY);
    }
    DrainReplay replay = new DrainReplay(channel, drain, since, until, lines, transports, budget);
    replays.put(replay.id(), replay);
    forgetOld();
    replay.start();
    return replay;
  }

  /** A replay to this drain, begun at this gateway. */
  public synchronized Optional<DrainReplay> find(Drain drain, String id) {
    return Optional.ofNullable(replays.get(id))
        .filter(replay -> replay.drain().token().equals(drain.token()));
  }

  /** Ends a replay; what is under way may still arrive. */
  public void cancel(DrainReplay replay) {
    replay.end(DrainReplay.State.CANCELLED, null);
  }

  @Override
  public void close() {
    watch.shutdownNow();
    synchronized (this) {
      replays.values().forEach(r -> r.end(DrainReplay.State.CANCELLED, "the gateway was stopped"));
    }
    transports.close();
  }

  private synchronized void endChanged() {
    for (DrainReplay replay : replays.values()) {
      if (replay.state() == DrainReplay.State.RUNNING) {
        Optional<Drain> now =
            config
                .channel(replay.channel().id())
                .filter(c -> c.incarnation() == replay.channel().incarnation())
                .flatMap(c -> c.drain(replay.drain().id()));
        if (now.isEmpty()) {
          replay.end(DrainReplay.State.FAILED, "the drain was deleted");
        } else if (!Objects.equals(now.get(), replay.drain())) {
          replay.end(DrainReplay.State.FAILED, "the drain was changed");
        }
      }
    }
  }

  private void forgetOld() {
    long before = System.nanoTime() - KEPT.toNanos();
    replays.values().removeIf(replay -> replay.endedBefore(before));
    var oldest = replays.values().iterator();
    while (replays.size() > MOST_KEPT && oldest.hasNext()) {
      if (oldest.next().state() != DrainReplay.State.RUNNING) {
        oldest.remove();
      }
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "gateway-replay-watch");
    thread.setDaemon(true);
    return thread;
  }
}
