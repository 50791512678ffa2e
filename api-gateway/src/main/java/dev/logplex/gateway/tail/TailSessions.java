package dev.logplex.gateway.tail;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.kafka.KafkaSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open tails of a gateway. No tail has a thread of its own: lines are written by the threads
 * that bring them, as far as a connection takes them, and the rest by the server's when it takes
 * more. Safe for use by several threads.
 */
public final class TailSessions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TailSessions.class);
  private static final int HISTORY_READS = 8;
  private static final int RENDERERS = 2;
  private static final long TICK_MILLIS = 1_000;

  private final TailContext context;
  private final ExecutorService renderers;
  private final TailHub hub;
  private final Runnable source;
  private final Set<Tail> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();

  private TailSessions(
      TailContext context, ExecutorService renderers, TailHub hub, Runnable source) {
    this.context = context;
    this.renderers = renderers;
    this.hub = hub;
    this.source = source;
  }

  /** Starts to listen to the job; returns at once, and needs no Kafka yet. */
  public static TailSessions start(
      KafkaSettings kafka,
      ConfigStore config,
      BoundedHistory history,
      GatewayMetrics metrics,
      TailSettings settings) {
    TailTopic topic = new TailTopic(kafka);
    return start(
        topic, topic::close, topic::start, config, history, metrics, settings, Clock.systemUTC());
  }

  /**
   * @param source stops telling; run when the tails are closed
   * @param attach gets the hub, to tell it what the job tells
   */
  static TailSessions start(
      InterestSender interests,
      Runnable source,
      Consumer<TailHub> attach,
      ConfigStore config,
      BoundedHistory history,
      GatewayMetrics metrics,
      TailSettings settings,
      Clock clock) {
    ExecutorService renderers =
        Executors.newFixedThreadPool(RENDERERS, TailThreads.named("gateway-tail-history"));
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(TailThreads.named("gateway-tail-tick"));
    TailContext context =
        new TailContext(
            settings,
            new TailBudget(settings.totalOctets()),
            new HistoryQueue(history::read, HISTORY_READS, renderers),
            renderers,
            timer,
            clock,
            metrics);
    TailHub hub = new TailHub(interests, config, context);
    TailSessions sessions = new TailSessions(context, renderers, hub, source);
    metrics.tails(sessions.count, context.budget()::held);
    attach.accept(hub);
    timer.scheduleWithFixedDelay(sessions::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return sessions;
  }

  /** Whether there is room for one more tail. */
  public boolean admits() {
    return count.get() < context.settings().maxOpen();
  }

  /**
   * Opens a tail as the answer to a request in asynchronous mode, whose status and headers are set.
   *
   * @return completes when the tail has ended and everything is written; fails if the reader left
   */
  CompletableFuture<Void> open(HttpServletRequest request, TailRequest wanted) {
    return open(
            wanted,
            tail -> {
              try {
                return JettyTailSink.of(request, tail);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .done();
  }

  /** Opens a tail on a connection. */
  <S extends TailSink> S open(TailRequest wanted, Function<Tail, S> connect) {
    Tail tail = new Tail(wanted, context, this::closed);
    S sink = connect.apply(tail);
    tail.to(sink);
    open.add(tail);
    count.incrementAndGet();
    hub.attach(tail);
    sink.wake();
    return sink;
  }

  int openTails() {
    return count.get();
  }

  int channels() {
    return hub.channels();
  }

  long heldOctets() {
    return context.budget().held();
  }

  /** Ends all tails; event streams are told to come back, and do so elsewhere. */
  @Override
  public void close() {
    context.timer().shutdownNow();
    open.forEach(Tail::leave);
    source.run();
    hub.close();
    renderers.shutdown();
  }

  private void closed(Tail tail) {
    hub.detach(tail);
    if (open.remove(tail)) {
      count.decrementAndGet();
    }
  }

  private void tick() {
    try {
      hub.tick();
      open.forEach(Tail::tick);
    } catch (RuntimeException e) {
      LOG.error("the tails' clock failed; it goes on", e);
    }
  }
}
