package dev.logplex.standalone.replay;

import dev.logplex.history.HistoryChunk;
import dev.logplex.job.channel.ChannelState;
import dev.logplex.kafka.ChannelRouting;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** Savepoints of a job that writes channels' histories and does nothing else. */
final class MadeSavepoint {

  private static final int MAX_PARALLELISM = 720;
  private static final long LIMIT_SECONDS = 60;

  /** Counts down as channels are written; the job runs in this JVM. */
  private static CountDownLatch unwritten;

  private MadeSavepoint() {}

  /**
   * Channels {@code app-1} to {@code app-N} with two chunks each.
   *
   * @param uid of the operator whose state it is
   * @return the savepoint's directory
   */
  static Path write(Path directory, String uid, int channels, int linesPerChunk, int octetsPerLine)
      throws Exception {
    return write(directory, uid, channels, linesPerChunk, octetsPerLine, null);
  }

  /**
   * The same.
   *
   * @param first configuration record of channel {@code app-1}; null for none
   */
  static Path write(
      Path directory, String uid, int channels, int linesPerChunk, int octetsPerLine, byte[] first)
      throws Exception {
    unwritten = new CountDownLatch(channels);
    Configuration configuration = configuration(directory);
    try (MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumSlotsPerTaskManager(1)
                .build())) {
      cluster.start();
      StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
      env.setMaxParallelism(MAX_PARALLELISM);
      env.fromSequence(1, Long.MAX_VALUE / 2)
          .uid("numbers")
          .keyBy(number -> "app-" + Math.min(number, channels), Types.STRING)
          .process(new Chunks(channels, linesPerChunk, octetsPerLine, first), Types.LONG)
          .uid(uid)
          .sinkTo(new DiscardingSink<>())
          .uid("nowhere");
      JobGraph job = env.getStreamGraph().getJobGraph();
      cluster.submitJob(job).get();
      if (!unwritten.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the channels are not written");
      }
      String savepoint =
          cluster
              .stopWithSavepoint(
                  job.getJobID(), "file://" + directory, false, SavepointFormatType.CANONICAL)
              .get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return Path.of(savepoint.replace("file:", ""));
    }
  }

  private static Configuration configuration(Path directory) {
    Configuration configuration = new Configuration();
    configuration.setString("rest.bind-address", "127.0.0.1");
    configuration.setString("rest.bind-port", "0");
    configuration.setString("parallelism.default", "1");
    configuration.setString("state.backend.type", "rocksdb");
    configuration.setString("execution.checkpointing.storage", "filesystem");
    configuration.setString("execution.checkpointing.dir", "file://" + directory);
    return configuration;
  }

  /** Two full chunks for each channel, one behind the other. */
  private static final class Chunks extends KeyedProcessFunction<String, Long, Long> {
    private static final long serialVersionUID = 1L;

    private final int channels;
    private final int lines;
    private final int octets;
    private final byte[] first;
    private transient MapState<Integer, byte[]> history;
    private transient ValueState<ChannelRouting> routing;

    Chunks(int channels, int lines, int octets, byte[] first) {
      this.first = first;
      this.channels = channels;
      this.lines = lines;
      this.octets = octets;
    }

    @Override
    public void open(OpenContext context) {
      history = getRuntimeContext().getMapState(ChannelState.history());
      // The job has it too, and what is not there cannot be read.
      routing = getRuntimeContext().getState(ChannelState.routing());
    }

    @Override
    public void processElement(Long number, Context context, Collector<Long> out) throws Exception {
      if (number > channels) {
        return;
      }
      if (number == 1 && first != null) {
        routing.update(ChannelRouting.parse(first));
      }
      for (int slot = 0; slot < 2; slot++) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 1; i <= lines; i++) {
          frames.writeBytes(frame("app-" + number, slot * lines + i));
        }
        history.put(
            slot, new HistoryChunk(0, slot * lines + 1, lines, frames.toByteArray()).encode());
      }
      unwritten.countDown();
    }

    private byte[] frame(String channel, int number) {
      String content = channel + " " + number + " ";
      String message =
          "<190>1 2026-01-02T03:04:05.678901+00:00 host app web.1 - "
              + content
              + "x".repeat(Math.max(0, octets - content.length()))
              + "\n";
      return (message.length() + " " + message).getBytes(StandardCharsets.US_ASCII);
    }
  }
}
