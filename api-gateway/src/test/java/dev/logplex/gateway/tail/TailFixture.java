package dev.logplex.gateway.tail;

import dev.logplex.gateway.GatewayMetrics;
import dev.logplex.gateway.MemoryConfigStore;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.history.BoundedHistory;
import dev.logplex.model.Channel;
import dev.logplex.model.TailBatch;
import dev.logplex.syslog.LineFilter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Tails of channel {@link ModelJob#CHANNEL} on a model of the job, told by a thread of its own. */
final class TailFixture implements AutoCloseable {

  static final TailSettings SETTINGS =
      new TailSettings(
          100,
          1 << 20,
          64 << 20,
          1_000,
          Duration.ofSeconds(15),
          Duration.ofMinutes(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1));

  final MemoryConfigStore config = new MemoryConfigStore();
  final GatewayMetrics metrics = new GatewayMetrics();
  final ModelJob job;
  final TailSessions tails;
  final BoundedHistory history;
  private final ExecutorService hubThread = Executors.newSingleThreadExecutor();
  private final ExecutorService readers = Executors.newFixedThreadPool(2);
  private TailHub hub;

  TailFixture(Clock clock) {
    this(clock, SETTINGS);
  }

  TailFixture(Clock clock, TailSettings settings) {
    config.execute(new ConfigCommand.PutChannel(ModelJob.CHANNEL, List.of("app"), null)).join();
    job = new ModelJob(channel().incarnation(), 500, clock::millis, this::tell);
    history = new BoundedHistory(job, Duration.ofSeconds(1), readers);
    tails =
        TailSessions.start(
            job, () -> {}, created -> hub = created, config, history, metrics, settings, clock);
  }

  Channel channel() {
    return config.channel(ModelJob.CHANNEL).orElseThrow();
  }

  CollectingSink open(int num) {
    return open(LineFormat.PLAIN, num, Tail.NOTHING_SEEN, LineFilter.ALL);
  }

  CollectingSink open(LineFormat format, int num, long seen, LineFilter filter) {
    return tails.open(
        new TailRequest(
            ModelJob.CHANNEL,
            channel().incarnation(),
            new View(format, filter),
            num,
            seen,
            !channel().flags().noHistory()),
        CollectingSink::new);
  }

  private void tell(TailBatch batch) {
    hubThread.execute(
        () -> {
          hub.accept(batch);
          hub.flush();
        });
  }

  @Override
  public void close() {
    tails.close();
    hubThread.shutdown();
    readers.shutdown();
  }
}
