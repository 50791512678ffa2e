package dev.logplex.gateway.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.LogBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherWithoutBrokerTest {

  private static final Map<String, String> IMPATIENT =
      Map.of("max.block.ms", "1000", "request.timeout.ms", "1500", "delivery.timeout.ms", "3000");

  @TempDir Path directory;

  private EmbeddedKafka broker;
  private KafkaBatchPublisher publisher;

  @BeforeEach
  void start() {
    broker = EmbeddedKafka.start(directory, 0);
    KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), IMPATIENT);
    KafkaTopics.ensure(kafka, TopicSettings.DEFAULT);
    publisher = new KafkaBatchPublisher(kafka);
  }

  @AfterEach
  void stop() {
    publisher.close();
    broker.close();
  }

  @Test
  void aBrokerThatStopsFailsRequestsInBoundedTimeAndItsReturnHealsThem() {
    publisher.publish(List.of(batch("app-1", 1)), null).join();
    int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
    broker.close();

    CompletableFuture<Void> lost = publisher.publish(List.of(batch("app-1", 2)), null);
    assertThatThrownBy(() -> lost.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PublishException.class);

    broker = EmbeddedKafka.start(directory, port);
    publisher.publish(List.of(batch("app-1", 3)), null).orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void publishingNeverBlocksTheCallerAndOverloadIsRefused() {
    broker.close();
    List<CompletableFuture<Void>> results = new ArrayList<>();
    long started = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      results.add(
          publisher.publish(List.of(new LogBatch("app-1", 1, 1, 1, new byte[1 << 20])), null));
    }
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);

    assertThat(tookMillis).isLessThan(2_000);
    assertThat(results).anyMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(results)
        .allSatisfy(
            result ->
                assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(PublishException.class));
  }

  private static LogBatch batch(String channel, int lines) {
    return new LogBatch(channel, 42, 1_000, lines, "7 <13>1 x\n".getBytes(UTF_8));
  }
}
