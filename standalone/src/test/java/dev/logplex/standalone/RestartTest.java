package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a job with RocksDB state, one after the other on the same directory. */
class RestartTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Largest count seen by the operator since a run began, and the first one it saw. */
  private static final AtomicLong LAST = new AtomicLong();

  private static final AtomicLong FIRST = new AtomicLong();

  @TempDir Path temp;
  private CheckpointDirectory checkpoints;

  @BeforeEach
  void prepare() throws IOException {
    checkpoints = new CheckpointDirectory(Files.createDirectories(temp.resolve("checkpoints")));
  }

  @Test
  void eachRunContinuesTheOneBeforeAndThenReplacesItsFiles() throws Exception {
    long counted = 0;
    for (long run = 1; run <= 3; run++) {
      Optional<Checkpoint> from = checkpoints.newestReadable();
      assertThat(checkpoints.nextRun()).isEqualTo(run);
      counted = runAndStop(run, from, counted);
      assertThat(checkpoints.newestFirst())
          .isNotEmpty()
          .hasSizeLessThanOrEqualTo(3)
          .extracting(Checkpoint::run)
          .containsOnly(run);
      try (Stream<Path> left = Files.list(temp.resolve("checkpoints"))) {
        assertThat(left).hasSize(1);
      }
    }
  }

  @Test
  void aCheckpointWithAFileMissingIsPassedOver() throws Exception {
    runAndStop(1, Optional.empty(), 0);
    Checkpoint newest = checkpoints.newestReadable().orElseThrow();
    assertThat(newest).isEqualTo(checkpoints.newestFirst().get(0));
    truncate(newest.directory().resolve("_metadata"));
    Checkpoint before = checkpoints.newestReadable().orElseThrow();
    assertThat(before).isEqualTo(checkpoints.newestFirst().get(1));
    DirectoryTree.delete(newest.directory().resolveSibling("shared"));
    assertThat(checkpoints.newestReadable()).isEmpty();
  }

  private long runAndStop(long run, Optional<Checkpoint> from, long counted) throws Exception {
    LAST.set(0);
    FIRST.set(0);
    FlinkSettings settings =
        new FlinkSettings(
            temp.resolve("checkpoints"),
            temp.resolve("tmp"),
            temp.resolve("log"),
            0,
            Ports.free(),
            null,
            1,
            Duration.ofMillis(500));
    try (FlinkCluster flink = FlinkCluster.start(settings);
        RunningJob job =
            flink.run("count", CheckpointDirectory.jobId(run), from, RestartTest::topology);
        CheckpointCleanup cleanup = CheckpointCleanup.start(checkpoints, run)) {
      await().atMost(LIMIT).until(() -> checkpoints.dropRunsBefore(run));
      // The first checkpoint of a run holds all of the state; those that follow build on it.
      long first = checkpoints.newestFirst().get(0).number();
      await().atMost(LIMIT).until(() -> checkpoints.newestFirst().get(0).number() >= first + 1);
      assertThat(job.end()).isNotDone();
      assertThat(cleanup).isNotNull();
      assertThat(FIRST.get()).isGreaterThan(counted);
    }
    // Counting went on for a moment after the last checkpoint.
    return LAST.get() / 2;
  }

  private static void topology(StreamExecutionEnvironment env) {
    env.fromSequence(1, Long.MAX_VALUE / 2)
        .uid("numbers")
        .keyBy(number -> number % 1000, Types.LONG)
        .process(new Count())
        .uid("count")
        .sinkTo(new DiscardingSink<>())
        .uid("end");
  }

  private static void truncate(Path file) throws IOException {
    byte[] octets = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(octets, octets.length / 2));
  }

  /** Counts per key, in states large enough to need files of their own. */
  private static final class Count extends KeyedProcessFunction<Long, Long, Long> {
    private transient ValueState<Long> count;
    private transient ValueState<byte[]> ballast;

    @Override
    public void open(OpenContext context) {
      count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
      ballast = getRuntimeContext().getState(new ValueStateDescriptor<>("ballast", byte[].class));
    }

    @Override
    public void processElement(Long number, Context context, Collector<Long> out)
        throws IOException {
      long next = count.value() == null ? 1 : count.value() + 1;
      count.update(next);
      if (next == 1) {
        ballast.update(new byte[500]);
      }
      FIRST.compareAndSet(0, next);
      LAST.accumulateAndGet(next, Math::max);
    }
  }
}
