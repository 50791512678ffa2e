package dev.logplex.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.Audit;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.Endpoints;
import dev.logplex.testkit.Ledger;
import dev.logplex.testkit.Load;
import dev.logplex.testkit.LogSource;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;

/** A channel with a source and a drain, and the books of both. */
final class Traffic implements AutoCloseable {

  static final int HISTORY = 1_500;
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int TIMELINE = 0;

  private final String channel;
  private final int linesPerSecond;
  private final DrainReceiver receiver;
  private final LogSource source;

  private Traffic(String channel, int linesPerSecond, DrainReceiver receiver, LogSource source) {
    this.channel = channel;
    this.linesPerSecond = linesPerSecond;
    this.receiver = receiver;
    this.source = source;
  }

  static Traffic start(String channel, int linesPerSecond, Endpoints gateway, EventLoopGroup loops)
      throws IOException, InterruptedException {
    DrainReceiver receiver = DrainReceiver.start(loops);
    ApiClient api = new ApiClient(gateway);
    String token = api.channel(channel, "app");
    api.drain(channel, receiver.url());
    Load load =
        Load.of(1)
            .linesPerPost(Math.max(1, linesPerSecond / 20))
            .linesPerSecond(linesPerSecond)
            .retrying();
    return new Traffic(
        channel,
        linesPerSecond,
        receiver,
        LogSource.start(gateway.ingest(), token, TIMELINE, load, loops));
  }

  String channel() {
    return channel;
  }

  LogSource source() {
    return source;
  }

  Ledger ledger() {
    return receiver.ledger();
  }

  /** Waits until lines that are sent a second from now have been delivered. */
  void awaitDelivery(Duration limit) {
    long enough = source.acknowledgedLines() + linesPerSecond;
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> receiver.ledger().unique() >= enough);
  }

  /** Sends no more. */
  void finish() throws Exception {
    source.stop(PATIENCE);
  }

  /** All that was acknowledged has been delivered, in order; what came again said so. */
  void assertNothingIsMissing() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Ledger ledger = receiver.ledger();
              Audit audit = ledger.audit(source.sent());
              assertThat(audit.missing()).as("%s %s", audit, ledger).isZero();
              assertThat(audit.acknowledged()).isPositive();
              assertThat(audit.neverSent()).isZero();
              assertThat(ledger.toldLost()).isZero();
              assertThat(ledger.untold()).isZero();
              assertThat(ledger.duplicatesOutsideRepeats()).isZero();
              assertThat(ledger.outOfOrder()).isZero();
              assertThat(ledger.faults()).isEmpty();
            });
  }

  /** A gateway's history is what the receiver got last. */
  void assertHistory(Endpoints gateway) throws Exception {
    assertThat(new ApiClient(gateway).numbers(channel, TIMELINE, HISTORY))
        .isEqualTo(receiver.ledger().newest(TIMELINE, HISTORY));
  }

  /** A gateway can read the history, lines flowing. */
  void assertHistoryIsRead(Endpoints gateway) {
    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreExceptions()
        .until(() -> new ApiClient(gateway).numbers(channel, TIMELINE, HISTORY).size() == HISTORY);
  }

  @Override
  public void close() {
    source.close();
    receiver.close();
  }
}
