package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.logplex.testkit.ApiClient;
import dev.logplex.testkit.EventLoops;
import dev.logplex.testkit.Load;
import dev.logplex.testkit.LogSource;
import dev.logplex.testkit.LogplexProcess;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tails that come back after each {@code kill -9} of the whole process, one source at full speed.
 */
class TailRestartIT {

  private static final int KILLS = 3;
  private static final int HISTORY = 1_500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final EventLoopGroup loops = EventLoops.start("testkit", 1);
  private final Followed busy = new Followed("busy", Load.of(2).retrying());
  private final Followed calm =
      new Followed("calm", Load.of(1).linesPerPost(20).linesPerSecond(200).retrying());
  private LogplexProcess logplex;

  @AfterEach
  void stop() throws Exception {
    if (logplex != null) {
      logplex.close();
    }
    busy.close();
    calm.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void aTailThatComesBackSeesNothingTwiceAndMissesNothingThatItIsNotToldOf() throws Exception {
    logplex = BuiltLogplex.up(directory);
    busy.start();
    calm.start();
    for (int kill = 1; kill <= KILLS; kill++) {
      busy.awaitMore(20_000);
      calm.awaitMore(200);
      logplex.kill();
      busy.awaitEnds();
      calm.awaitEnds();
      logplex = BuiltLogplex.up(directory);
      busy.comeBack();
      calm.comeBack();
    }
    busy.awaitMore(10_000);
    calm.awaitMore(200);
    busy.finish();
    calm.finish();
    logplex.stop();
    busy.awaitEnds();
    calm.awaitEnds();

    busy.assertEverythingCameOnceOrWasToldOfAsLost();
    // What was on its way at a kill is less than history holds.
    calm.assertEverythingCameOnceOrWasToldOfAsLost();
    assertThat(calm.events.told()).isZero();
    assertThat(calm.events.lines()).isEqualTo(calm.source.acknowledgedLines());
  }

  /** A channel with a source and a reader of each kind. */
  private final class Followed {

    private final String channel;
    private final Load load;
    private final TailFollower events = TailFollower.ofEvents();
    private final TailFollower text = TailFollower.ofText();
    private LogSource source;

    Followed(String channel, Load load) {
      this.channel = channel;
      this.load = load;
    }

    void start() throws Exception {
      String token = new ApiClient(logplex.endpoints()).channel(channel, "app");
      connect();
      source = LogSource.start(logplex.endpoints().ingest(), token, 0, load, loops);
    }

    /** The tails first: what passes before they are back is history of limited length. */
    void comeBack() throws Exception {
      connect();
      source.retarget(logplex.endpoints().ingest());
    }

    private void connect() throws Exception {
      URI session = new ApiClient(logplex.endpoints()).tail(channel, HISTORY);
      events.connect(session);
      text.connect(session);
    }

    void awaitMore(long lines) {
      long sent = source.acknowledgedLines() + lines;
      long seen = events.lines() + lines / 10;
      await()
          .atMost(PATIENCE)
          .until(() -> source.acknowledgedLines() >= sent && events.lines() >= seen);
    }

    /** Stops the source and waits until the tails have shown its last lines. */
    void finish() throws Exception {
      source.stop(PATIENCE);
      assertThat(source.sent().refused()).isZero();
      assertThat(source.sent().unknown()).isZero();
      for (int timeline = 0; timeline < load.connections(); timeline++) {
        int number = timeline;
        long sent = source.sent().outcomes(number).acknowledged().length();
        await()
            .atMost(PATIENCE)
            .until(() -> events.next(number) == sent && text.next(number) == sent);
      }
    }

    void awaitEnds() throws InterruptedException {
      events.awaitEnd();
      text.awaitEnd();
    }

    void assertEverythingCameOnceOrWasToldOfAsLost() {
      for (TailFollower follower : List.of(events, text)) {
        assertThat(follower.faults()).isEmpty();
        assertThat(follower.jumped())
            .as("lines left out: %s", follower.gaps())
            .isEqualTo(follower.told());
      }
      assertThat(events.lines() + events.told()).isEqualTo(events.span());
    }

    void close() throws Exception {
      if (source != null) {
        source.close();
      }
      events.close();
      text.close();
    }
  }
}
