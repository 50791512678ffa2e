package dev.logplex.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogSourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TOKEN = "t.11111111-2222-4333-8444-555555555555";

  private final EventLoopGroup group = EventLoops.start("source", 1);
  private final IngestStub ingest;

  LogSourceTest() throws Exception {
    ingest = new IngestStub(0);
  }

  @AfterEach
  void close() {
    ingest.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void posts_well_formed_frames_with_consecutive_numbers() throws Exception {
    Load load = Load.of(1).linesPerPost(3).lineOctets(160).totalLines(30);
    try (LogSource source = LogSource.start(ingest.url(), TOKEN, 7, load, group)) {
      source.awaitDone(PATIENCE);

      assertThat(source.sent().acknowledged()).isEqualTo(30);
      assertThat(source.acknowledgedLines()).isEqualTo(30);
      assertThat(source.takePostLatency().getTotalCount()).isEqualTo(10);
    }
    assertThat(ingest.posts)
        .hasSize(10)
        .extracting(IngestStub.Post::requestId)
        .doesNotHaveDuplicates();
    assertThat(ingest.posts.get(0).authorization()).startsWith("Basic ");
    String second = new String(ingest.posts.get(1).body(), US_ASCII);
    assertThat(second).hasSize(3 * 164).startsWith("160 <190>1 ");
    List<String> lines = List.of(second.split("(?=160 <190>1 )"));
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2)).contains(" vm7 " + TOKEN + " web.1 - - s=0007 n=000000000005 t=1");
  }

  @Test
  void keeps_apart_what_was_refused_and_what_is_unknown() throws Exception {
    ingest.status = 500;
    Load load = Load.of(1).linesPerPost(10).linesPerSecond(200);
    try (LogSource source = LogSource.start(ingest.url(), TOKEN, 0, load, group)) {
      await().until(() -> source.sent().refused() >= 20);
      ingest.status = 0;
      await().until(() -> source.sent().unknown() >= 20);
      ingest.status = 204;
      await().until(() -> source.sent().acknowledged() >= 20);
      source.stop(PATIENCE);

      long all = source.sent().refused() + source.sent().unknown() + source.sent().acknowledged();
      assertThat(all).isEqualTo(ingest.posts.size() * 10L);
      assertThat(source.troubles()).contains("status 500", "connection lost");
    }
  }

  @Test
  void repeats_a_lost_post_under_the_same_id_also_after_the_server_moved() throws Exception {
    ingest.status = 0;
    Load load = Load.of(1).linesPerPost(10).totalLines(20).retrying();
    try (IngestStub other = new IngestStub(0);
        LogSource source = LogSource.start(ingest.url(), TOKEN, 0, load, group)) {
      await().until(() -> ingest.posts.size() >= 3);
      source.retarget(other.url());
      source.awaitDone(PATIENCE);

      assertThat(source.sent().acknowledged()).isEqualTo(20);
      assertThat(source.sent().unknown()).isZero();
      assertThat(ingest.posts)
          .extracting(IngestStub.Post::requestId)
          .containsOnly(ingest.posts.get(0).requestId());
      assertThat(other.posts.get(0).requestId()).isEqualTo(ingest.posts.get(0).requestId());
      assertThat(other.posts.get(0).body()).isEqualTo(ingest.posts.get(0).body());
      assertThat(other.posts).hasSize(2);
    }
  }

  @Test
  void keeps_to_its_rate() throws Exception {
    Load load = Load.of(2).linesPerPost(10).linesPerSecond(1_000).totalLines(500);
    long start = System.nanoTime();
    try (LogSource source = LogSource.start(ingest.url(), TOKEN, 0, load, group)) {
      source.awaitDone(PATIENCE);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(380), Duration.ofSeconds(5));
  }

  @Test
  void reads_its_numbers_back_out_of_frames() throws Exception {
    LineBlock block =
        LineBlock.render(
            "<190>1 2026-03-01T08:15:30+00:00 host app web.1 - ", 5, 4, 150, '\n', new Random(1));
    block.stamp(1_000);

    assertThat(Numbers.of(block.octets(), 5))
        .isEqualTo(LongStream.range(1_000, 1_004).boxed().toList());
    assertThat(Numbers.of(block.octets(), 6)).isEmpty();
  }
}
