package dev.logplex.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.gateway.config.ConfigCommand.CreateChannel;
import dev.logplex.gateway.config.ConfigCommand.CreateCred;
import dev.logplex.gateway.config.ConfigCommand.CreateDrain;
import dev.logplex.gateway.config.ConfigCommand.CreateToken;
import dev.logplex.gateway.config.ConfigCommand.DeleteChannel;
import dev.logplex.gateway.config.ConfigCommand.DeleteDrain;
import dev.logplex.gateway.config.ConfigCommand.PutChannel;
import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.KafkaTopics;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.kafka.embedded.EmbeddedKafka;
import dev.logplex.model.Channel;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.Permission;
import dev.logplex.model.Token;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralGatewaysTest {

  @TempDir static Path directory;

  private static EmbeddedKafka broker;

  private TestGateway a;
  private TestGateway b;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(directory, 0);
    KafkaTopics.ensure(KafkaSettings.of(broker.bootstrapServers()), TopicSettings.DEFAULT);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void open() {
    a = new TestGateway(broker.bootstrapServers(), "a");
    b = new TestGateway(broker.bootstrapServers(), "b");
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  @Test
  void aChangeThroughOneIsSeenByTheOtherWhenItIsAnswered() {
    for (int i = 0; i < 20; i++) {
      TestGateway writer = i % 2 == 0 ? a : b;
      TestGateway reader = i % 2 == 0 ? b : a;
      String id = "seen-" + i;
      Channel channel = writer.run(new PutChannel(id, List.of("app"), null)).channel();
      assertThat(reader.store().channel(id)).contains(channel);
      assertThat(reader.store().token(channel.tokens().get(0).id())).isPresent();

      Drain drain =
          reader.run(new CreateDrain(id, "https://u:p@x.example/" + i, DrainOptions.DEFAULT));
      assertThat(writer.store().channel(id).orElseThrow().drains()).containsExactly(drain);

      writer.run(new DeleteChannel(id));
      assertThat(reader.store().channel(id)).isEmpty();
    }
    CreateCred.Result cred = a.run(new CreateCred("ops", Set.of(Permission.ANY_CHANNEL)));
    assertThat(b.store().cred(cred.cred().id()).orElseThrow().passwordHash())
        .isEqualTo(Secrets.hash(cred.password()));
  }

  @Test
  void refusalsAreTheSameThroughEither() {
    a.run(new PutChannel("refusing", null, null));
    for (TestGateway gateway : List.of(a, b)) {
      assertThatThrownBy(() -> gateway.run(new DeleteDrain("refusing", 1)))
          .cause()
          .isInstanceOfSatisfying(
              ConfigRefusedException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_DRAIN));
    }
  }

  @Test
  void changesOfOneChannelThroughBothAtOnceAreAllMadeAndSeenAlike() {
    a.run(new PutChannel("contended", null, null));
    List<CompletableFuture<Token>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add((i % 2 == 0 ? a : b).execute(new CreateToken("contended", "n" + i)));
    }
    List<Token> tokens = answers.stream().map(CompletableFuture::join).toList();

    Channel channel = a.store().channel("contended").orElseThrow();
    assertThat(channel.tokens()).containsExactlyInAnyOrderElementsOf(tokens);
    assertThat(b.store().channel("contended")).contains(channel);
  }

  @Test
  void oneNameGoesToOneChannelWhoeverIsAsked() {
    List<CompletableFuture<Channel>> answers =
        IntStream.range(0, 10)
            .mapToObj(i -> (i % 2 == 0 ? a : b).execute(new CreateChannel("the one", null)))
            .toList();
    long made =
        answers.stream().filter(answer -> answer.handle((c, e) -> e == null).join()).count();

    assertThat(made).isEqualTo(1);
  }

  @Test
  void changesGoOnWhileAGatewayLeaves() {
    a.run(new PutChannel("handed over", null, null));
    List<CompletableFuture<Token>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(b.execute(new CreateToken("handed over", "n" + i)));
      if (i == 25) {
        a.close();
      }
    }

    List<Token> tokens = answers.stream().map(CompletableFuture::join).toList();
    assertThat(b.store().channel("handed over").orElseThrow().tokens())
        .containsExactlyInAnyOrderElementsOf(tokens);
  }

  @Test
  void aKilledWriterIsReplacedAndNothingItAnsweredIsLost() {
    close();
    Map<String, Channel> answered;
    try (GatewayProcess killed = new GatewayProcess(broker.bootstrapServers(), "killed")) {
      b = new TestGateway(broker.bootstrapServers(), "b");
      // Half of the partitions, and so of these channels, are written by the other process.
      answered = new HashMap<>();
      for (int i = 0; i < 12; i++) {
        String id = "survivor-" + i;
        answered.put(id, b.run(new PutChannel(id, List.of("app"), null)).channel());
      }
    }

    // Until the dead one's session ends its partitions have no writer, and callers may see that.
    answered.forEach(
        (id, before) ->
            await()
                .atMost(Duration.ofSeconds(40))
                .ignoreExceptions()
                .untilAsserted(
                    () -> {
                      Channel after =
                          b.run(new PutChannel(id, List.of("app", "new"), null)).channel();
                      assertThat(after.tokens()).containsAll(before.tokens()).hasSize(2);
                      assertThat(after.version()).isGreaterThan(before.version());
                    }));
    a = new TestGateway(broker.bootstrapServers(), "a");
    for (String id : answered.keySet()) {
      assertThat(a.store().channel(id)).isEqualTo(b.store().channel(id)).isPresent();
    }
  }

  @Test
  void theEndpointAnswersGatewaysAlone() throws Exception {
    byte[] forged = "{\"do\":\"execute\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(post(a.url(), forged).statusCode()).isEqualTo(403);

    PeerCodec codec = new PeerCodec(TestGateway.SEALER);
    byte[] old = codec.sealRequest(request(codec, System.currentTimeMillis() - 120_000, "n1"));
    assertThat(post(a.url(), old).statusCode()).isEqualTo(403);

    byte[] genuine = codec.sealRequest(request(codec, System.currentTimeMillis(), "n2"));
    assertThat(post(a.url(), genuine).statusCode()).isEqualTo(200);
    assertThat(post(a.url(), genuine).statusCode()).isEqualTo(403);
  }

  private static ObjectNode request(PeerCodec codec, long at, String nonce) {
    return codec
        .object()
        .put("do", InternalConfigEndpoint.AWAIT)
        .put("partition", 0)
        .put("offset", 0)
        .put("at", at)
        .put("nonce", nonce);
  }

  private static HttpResponse<byte[]> post(URI gateway, byte[] body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(gateway.resolve(InternalConfigEndpoint.PATH))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }
}
