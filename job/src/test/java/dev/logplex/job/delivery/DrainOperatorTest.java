package dev.logplex.job.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.logplex.drain.DrainSettings;
import dev.logplex.job.JobConfig;
import dev.logplex.job.channel.TestFrames;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.model.Channel;
import dev.logplex.model.ChannelFlags;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Loss;
import dev.logplex.model.LossReason;
import dev.logplex.model.Reach;
import dev.logplex.secret.Sealer;
import dev.logplex.secret.SecretKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainOperatorTest {

  private static final int MAX_PARALLELISM = 720;

  @TempDir Path directory;

  private final Queue<byte[]> received = new ConcurrentLinkedQueue<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void>> open =
      new ArrayList<>();
  private HttpServer receiver;
  private ServerSocket hanging;
  private ConfigCodec codec;
  private Path keyFile;

  @BeforeEach
  void start() throws Exception {
    keyFile = directory.resolve("key");
    codec = new ConfigCodec(new Sealer(SecretKeys.readOrCreate(keyFile)));
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws Exception {
    for (KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void> harness : open) {
      harness.close();
    }
    receiver.stop(0);
    hanging.close();
  }

  @Test
  void deliversLinesThroughTheMailbox() throws Exception {
    var harness = harness(1, 0, 100);
    harness.open();
    define(harness, "d.1", receiver.getAddress().getPort());
    lines(harness, "d.1", 1, 10);
    lines(harness, "d.1", 11, 20);
    awaitReceived(harness, 20);
  }

  @Test
  void tellsLossesThroughTheSideOutput() throws Exception {
    var harness = harness(1, 0, 10);
    harness.open();
    define(harness, "d.1", hanging.getLocalPort());
    lines(harness, "d.1", 1, 5);
    lines(harness, "d.1", 6, 40);
    List<Loss> losses =
        harness.getSideOutput(DrainOperator.LOSSES).stream().map(StreamRecord::getValue).toList();
    assertThat(losses).isNotEmpty();
    assertThat(losses).extracting(Loss::reason).containsOnly(LossReason.OVERFLOW);
  }

  @Test
  void keepsWhatTheOwnersOfDrainsMayRead() throws Exception {
    var harness = harness(1, 0, 100);
    harness.open();
    define(harness, "d.1", receiver.getAddress().getPort());
    lines(harness, "d.1", 1, 10);
    awaitReceived(harness, 10);
    Awaitility.await()
        .pollInSameThread()
        .untilAsserted(
            () -> {
              runMails(harness);
              passSecond(harness);
              assertThat(status(harness, "d.1").path("delivered").asLong()).isEqualTo(10);
            });
    assertThat(status(harness, "d.1").path("buffered").path("lines").asLong()).isZero();

    harness.processElement(new DrainEvent.Remove("d.1"), 0);
    passSecond(harness);
    assertThat(status(harness, "d.1")).isNull();
  }

  private static void passSecond(
      KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void> harness) throws Exception {
    for (int i = 0; i < 10; i++) {
      harness.setProcessingTime(harness.getProcessingTime() + 100);
    }
  }

  private static JsonNode status(
      KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void> harness, String drain)
      throws Exception {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    operator.setCurrentKey(drain);
    ValueState<byte[]> status =
        operator
            .getKeyedStateBackend()
            .getPartitionedState(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                new ValueStateDescriptor<>("status", BytePrimitiveArraySerializer.INSTANCE));
    return status.value() == null ? null : new ObjectMapper().readTree(status.value());
  }

  @Test
  void warnsTheReadersOfTheChannelAndNotItsDrains() throws Exception {
    var harness = harness(1, 0, 10);
    harness.open();
    define(harness, "d.1", hanging.getLocalPort());
    lines(harness, "d.1", 1, 5);
    lines(harness, "d.1", 6, 40);
    LogBatch warning = harness.getSideOutput(DrainOperator.WARNINGS).element().getValue();
    assertThat(warning.channel()).isEqualTo("app-1");
    assertThat(warning.lines()).isEqualTo(1);
    assertThat(warning.reach()).isEqualTo(new Reach(true, true, false));
    assertThat(new String(warning.frames(), StandardCharsets.UTF_8))
        .contains("heroku logplex - Error L10 (output buffer overflow): drain 'd.1' dropped ");
  }

  @Test
  void backlogsFollowTheirDrainsWhenTheJobIsRescaled() throws Exception {
    var before = harness(1, 0, 100);
    before.open();
    for (int drain = 0; drain < 8; drain++) {
      define(before, "d." + drain, hanging.getLocalPort());
      lines(before, "d." + drain, 1, 10);
    }
    OperatorSubtaskState snapshot = before.snapshot(1, 1);

    long drains = 0;
    for (int subtask = 0; subtask < 3; subtask++) {
      var after = harness(3, subtask, 100);
      after.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              snapshot, MAX_PARALLELISM, 1, 3, subtask));
      after.open();
      for (String drain : ((DrainOperator) after.getOperator()).drains()) {
        drains++;
        int port = receiver.getAddress().getPort();
        define(after, drain, port);
      }
      after.setProcessingTime(60_000);
    }
    assertThat(drains).isEqualTo(8);
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              for (var harness : open.subList(1, open.size())) {
                runMails(harness);
              }
              assertThat(receivedNumbers()).hasSize(80);
            });
  }

  private KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void> harness(
      int parallelism, int subtask, int bufferLines) throws Exception {
    DrainSettings.Buffers usual = DrainSettings.Buffers.DEFAULT;
    JobConfig config =
        new JobConfig(
            "logplex",
            KafkaSettings.of("unused:9092"),
            keyFile.toString(),
            JobConfig.History.DEFAULT,
            DrainSettings.DEFAULT
                .with(new DrainSettings.Buffers(bufferLines, usual.octets(), usual.taskOctets()))
                .with(DrainSettings.Reach.PRIVATE_TOO));
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void>(
            new DrainOperatorFactory(config),
            DrainEvent::drain,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    harness.setStateBackend(new EmbeddedRocksDBStateBackend());
    open.add(harness);
    return harness;
  }

  private void define(
      KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void> harness,
      String token,
      int port)
      throws Exception {
    Drain drain = new Drain(1, token, "http://127.0.0.1:" + port + "/", DrainOptions.DEFAULT);
    Channel channel =
        new Channel("app-1", null, 1, 1, ChannelFlags.NONE, List.of(), List.of(drain));
    String spec = ChannelRouting.parse(codec.encode(channel)).drains().get(0).spec();
    harness.processElement(new DrainEvent.Define(token, "app-1", spec), 0);
  }

  private static void lines(
      KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void> harness,
      String token,
      long first,
      long last)
      throws Exception {
    harness.processElement(
        new DrainEvent.Lines(
            token, first, (int) (last - first + 1), TestFrames.numbered(first, last, 0)),
        0);
  }

  private void awaitReceived(
      KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void> harness, long last) {
    Awaitility.await()
        .pollInSameThread()
        .untilAsserted(
            () -> {
              runMails(harness);
              assertThat(receivedNumbers())
                  .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
            });
  }

  private List<Long> receivedNumbers() {
    return received.stream().flatMap(body -> TestFrames.numbers(body).stream()).toList();
  }

  private static void runMails(
      KeyedOneInputStreamOperatorTestHarness<String, DrainEvent, Void> harness) throws Exception {
    while (harness.getTaskMailbox().hasMail()) {
      harness.getTaskMailbox().take(0).run();
    }
  }
}
