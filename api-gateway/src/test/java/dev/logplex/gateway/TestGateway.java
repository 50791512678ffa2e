package dev.logplex.gateway;

import dev.logplex.drain.DrainProbe;
import dev.logplex.drain.DrainSettings;
import dev.logplex.gateway.api.DrainViews;
import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.history.HistoryReader;
import dev.logplex.gateway.http.Resource;
import dev.logplex.gateway.ingest.BatchPublisher;
import dev.logplex.gateway.ingest.IngestLimits;
import dev.logplex.gateway.ingest.syslog.SyslogSettings;
import dev.logplex.gateway.replay.AcceptedLines;
import dev.logplex.gateway.replay.Replays;
import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.TopicSettings;
import dev.logplex.model.Channel;
import dev.logplex.model.LogBatch;
import dev.logplex.model.Permission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A gateway on real sockets whose Kafka and history are in the test's hands. One per class, for a
 * static field; each test finds it fresh, with channel {@code app-1} holding the tokens {@code app}
 * and {@code heroku}.
 */
public final class TestGateway implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  public static final String CHANNEL = "app-1";
  public static final String API_USER = "A".repeat(32);
  public static final String API_PASSWORD = "B".repeat(64);
  public static final String WRITER = "C".repeat(32);
  public static final String NOBODY = "D".repeat(32);
  public static final String AUTH_KEY = "static-auth-key";
  public static final byte[] NO_BODY = {};

  public final MemoryConfigStore config = new MemoryConfigStore();
  public final List<LogBatch> published = new CopyOnWriteArrayList<>();
  public final List<String> dedupeIds = new CopyOnWriteArrayList<>();
  public final Map<String, History> histories = new ConcurrentHashMap<>();

  /** What publishing results in. */
  public volatile Supplier<CompletableFuture<Void>> publishing =
      () -> CompletableFuture.completedFuture(null);

  /** What reading a history results in, if not {@link #histories}. */
  public volatile Supplier<CompletableFuture<History>> reading;

  /** What reading a drain's status, by its token, results in. */
  public volatile Function<String, CompletableFuture<Optional<byte[]>>> statuses;

  /** What Kafka holds. */
  public volatile AcceptedLines held;

  private final IngestLimits limits;
  private Gateway gateway;

  public TestGateway() {
    this(IngestLimits.usual());
  }

  /** A gateway with limits of its own. */
  public TestGateway(IngestLimits limits) {
    this.limits = limits;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    config.close();
    published.clear();
    dedupeIds.clear();
    histories.clear();
    publishing = () -> CompletableFuture.completedFuture(null);
    reading = null;
    statuses = token -> CompletableFuture.completedFuture(Optional.empty());
    held = (channel, since, until, visitor) -> {};
    config.putCred(API_USER, API_PASSWORD, Permission.FULL_API);
    config.putCred(WRITER, "write", Permission.ANY_CHANNEL);
    config.putCred(NOBODY, "none");
    config.execute(new ConfigCommand.PutChannel(CHANNEL, List.of("app", "heroku"), null)).join();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    DrainSettings drains = DrainSettings.DEFAULT.with(DrainSettings.Reach.PRIVATE_TOO);
    DrainProbe probe = new DrainProbe(drains);
    gateway =
        Gateway.start(
            new GatewayConfig(
                new GatewayConfig.Listeners("127.0.0.1", 0, 0, null),
                KafkaSettings.of("127.0.0.1:9"),
                new GatewayConfig.Job(List.of(), "logplex", List.of(), 1500, 4 << 20),
                new GatewayConfig.Secrets(new byte[32], API_USER, API_PASSWORD, AUTH_KEY),
                GatewayConfig.Peer.ALONE,
                drains,
                TopicSettings.DEFAULT,
                SyslogSettings.listening(0, null),
                limits),
            config,
            new Publisher(),
            new Reader(),
            new DrainViews(
                token -> statuses.apply(token),
                probe,
                new Replays(
                    config,
                    (channel, since, until, visitor) -> held.read(channel, since, until, visitor),
                    drains)));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  /** Sends clients elsewhere for so long. */
  void leave(Duration time) throws InterruptedException {
    gateway.leave(time);
  }

  /** Stops the gateway; once more does nothing. */
  void close() {
    gateway.close();
  }

  /** What the API port serves, by path. */
  Map<String, Resource> routes() {
    return gateway.routes();
  }

  public int apiPort() {
    return gateway.apiPort();
  }

  public int syslogPort() {
    return gateway.syslogPort().orElseThrow();
  }

  public int ingestPort() {
    return gateway.ingestPort();
  }

  public Channel channel() {
    return config.channel(CHANNEL).orElseThrow();
  }

  /** The id of a token of {@link #CHANNEL}. */
  public String token(String name) {
    return channel().tokens().stream()
        .filter(token -> token.name().equals(name))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** An Authorization header line. */
  public static String basic(String user, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  public static String operator() {
    return basic(API_USER, API_PASSWORD);
  }

  /** A message with its count in front. */
  public static String frame(String message) {
    return message.getBytes(StandardCharsets.UTF_8).length + " " + message;
  }

  public static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** All frames that were published, in order. */
  public String publishedFrames() {
    StringBuilder all = new StringBuilder();
    published.forEach(batch -> all.append(new String(batch.frames(), StandardCharsets.UTF_8)));
    return all.toString();
  }

  /** Makes these canonical messages the history of a channel, numbered from {@code firstSeq}. */
  public void history(String channel, long firstSeq, String... messages) {
    StringBuilder frames = new StringBuilder();
    for (String message : messages) {
      frames.append(frame(message));
    }
    histories.put(
        channel,
        new History(
            List.of(new HistoryChunk(0, firstSeq, messages.length, octets(frames.toString())))));
  }

  /** Sends an API request with a JSON body, as the operator. */
  public RawHttp.Response api(String method, String path, String body) throws Exception {
    return body == null
        ? RawHttp.request(apiPort(), method, path, NO_BODY, operator())
        : RawHttp.request(
            apiPort(), method, path, octets(body), operator(), "Content-Type: application/json");
  }

  private final class Publisher implements BatchPublisher {
    @Override
    public CompletableFuture<Void> publish(List<LogBatch> batches, String dedupeId) {
      published.addAll(batches);
      dedupeIds.add(dedupeId);
      return publishing.get();
    }

    @Override
    public void close() {}
  }

  private final class Reader implements HistoryReader {
    @Override
    public CompletableFuture<History> read(String channelId) {
      return reading != null
          ? reading.get()
          : CompletableFuture.completedFuture(histories.getOrDefault(channelId, History.EMPTY));
    }

    @Override
    public void close() {}
  }
}
