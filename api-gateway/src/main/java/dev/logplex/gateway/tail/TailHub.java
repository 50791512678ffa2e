package dev.logplex.gateway.tail;

import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.model.Channel;
import dev.logplex.model.TailBatch;
import dev.logplex.model.TailInterest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The feeds of all channels that are tailed at this gateway. {@link #attach}, {@link #detach} and
 * {@link #tick} may be called by any thread, {@link #accept} and {@link #flush} by the one that
 * reads what the job tells.
 *
 * <p>Lines are offered first and written in rounds: a round is small enough that a reader who takes
 * what its connection can take never overflows, however fast the lines come. Writing never waits
 * for a reader, so a round lasts as long as the processor needs for it.
 */
final class TailHub implements AutoCloseable {

  private static final int WRITERS = Math.min(8, Runtime.getRuntime().availableProcessors());

  /** Fewer tails than this are not worth sharing among threads. */
  private static final int SHARE = 64;

  private final Map<String, ChannelFeed> feeds = new ConcurrentHashMap<>();
  private final InterestSender interests;
  private final ConfigStore config;
  private final TailContext context;
  private final ExecutorService writers;
  private final List<Tail> toWake = new ArrayList<>();
  private int roundLines;

  TailHub(InterestSender interests, ConfigStore config, TailContext context) {
    this.interests = interests;
    this.config = config;
    this.context = context;
    this.writers = Executors.newFixedThreadPool(WRITERS, TailThreads.named("gateway-tail-writer"));
  }

  /** Gives a tail the live lines of its channel, until {@link #detach}. */
  void attach(Tail tail) {
    TailRequest request = tail.request();
    while (true) {
      ChannelFeed feed =
          feeds.computeIfAbsent(
              request.channelId(),
              id ->
                  new ChannelFeed(
                      id,
                      request.incarnation(),
                      request.keepsHistory(),
                      () -> config.switches().denyTailSessions(),
                      context));
      if (feed.incarnation() == request.incarnation() && feed.attach(tail)) {
        ask(feed);
        return;
      }
      if (feed.incarnation() > request.incarnation()) {
        tail.end(null);
        return;
      }
      end(feed, null);
    }
  }

  void detach(Tail tail) {
    ChannelFeed feed = feeds.get(tail.request().channelId());
    if (feed != null && feed.incarnation() == tail.request().incarnation() && feed.detach(tail)) {
      feeds.remove(feed.channelId(), feed);
    }
  }

  /** Whether what the job tells of this channel is of use. */
  boolean wants(String channelId) {
    return feeds.containsKey(channelId);
  }

  /** Takes what the job tells. The tails get it with the next {@link #flush} at the latest. */
  void accept(TailBatch batch) {
    ChannelFeed feed = feeds.get(batch.channel());
    if (feed == null) {
      return;
    }
    roundLines += batch.lines();
    if (roundLines > context.settings().bufferLines() / 2) {
      flush();
      roundLines = batch.lines();
    }
    if (feed.accept(batch, toWake)) {
      end(feed, null);
    }
  }

  /** Writes what was offered, as far as the connections take it. */
  void flush() {
    roundLines = 0;
    if (toWake.size() < SHARE) {
      toWake.forEach(Tail::wake);
    } else {
      share(List.copyOf(toWake));
    }
    toWake.clear();
  }

  /** Renews leases, and ends the tails of channels that are gone or may not be tailed any more. */
  void tick() {
    for (ChannelFeed feed : feeds.values()) {
      Optional<Channel> channel = config.channel(feed.channelId());
      if (channel.isEmpty() || channel.get().incarnation() != feed.incarnation()) {
        end(feed, null);
      } else if (channel.get().flags().noTail()) {
        end(feed, Notice.forbidden(context.now()));
      } else {
        ask(feed);
      }
    }
  }

  int channels() {
    return feeds.size();
  }

  @Override
  public void close() {
    feeds.values().forEach(feed -> end(feed, null));
    writers.shutdown();
  }

  private void end(ChannelFeed feed, byte[] notice) {
    feeds.remove(feed.channelId(), feed);
    feed.close().forEach(tail -> tail.end(notice));
  }

  private void ask(ChannelFeed feed) {
    long now = context.now();
    if (feed.ask(now)) {
      long until = now + context.settings().lease().toMillis();
      interests
          .send(new TailInterest(feed.channelId(), until, feed.request()))
          .whenComplete((sent, failure) -> feed.asked());
    }
  }

  private void share(List<Tail> tails) {
    AtomicInteger index = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(WRITERS);
    for (int i = 0; i < WRITERS; i++) {
      writers.execute(
          () -> {
            try {
              for (int at = index.getAndIncrement();
                  at < tails.size();
                  at = index.getAndIncrement()) {
                tails.get(at).wake();
              }
            } finally {
              done.countDown();
            }
          });
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
