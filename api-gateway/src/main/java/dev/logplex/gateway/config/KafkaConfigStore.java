package dev.logplex.gateway.config;

import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.model.Channel;
import dev.logplex.model.Cred;
import dev.logplex.secret.Sealer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * The configuration in {@link Topics#CONFIG}. Every gateway reads the whole topic and answers reads
 * from memory, also while Kafka is away. Changes of one partition go through one writer, on the
 * gateway that owns the partition.
 */
public final class KafkaConfigStore implements ConfigStore {

  private static final Duration KAFKA_LIMIT = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final ConfigStoreSettings settings;
  private final ConfigCodec codec;
  private final Rules rules;
  private final Admin admin;
  private final ConfigPartitions partitions;
  private final ConfigState state;
  private final AppliedOffsets applied;
  private final ConfigFollower follower;
  private final Peers peers;
  private final CommandRouter router;
  private final InternalConfigEndpoint endpoint;
  private volatile PartitionOwnership ownership;
  private volatile Announcer announcer;

  private KafkaConfigStore(
      KafkaSettings kafka, Sealer sealer, ConfigStoreSettings settings, Admin admin) {
    this.kafka = kafka;
    this.settings = settings;
    this.codec = new ConfigCodec(sealer);
    this.rules = new Rules(settings.maxDrainsPerChannel());
    this.admin = admin;
    this.partitions = new ConfigPartitions(countPartitions(admin));
    this.state = new ConfigState(codec);
    this.applied = new AppliedOffsets(partitions.count());
    this.follower = new ConfigFollower(kafka, state, applied, partitions.count());
    PeerCodec peerCodec = new PeerCodec(sealer);
    PeerClient peerClient = new PeerClient(peerCodec);
    this.peers = new Peers(settings.gatewayId(), state, peerClient);
    this.router = new CommandRouter(partitions, this::writer, this::owner, peerClient, applied);
    this.endpoint = new InternalConfigEndpoint(peerCodec, router, applied, partitions.count());
  }

  /**
   * Starts reading the topic, which exists.
   *
   * @throws KafkaException if Kafka does not answer within 10 s
   */
  public static KafkaConfigStore start(
      KafkaSettings kafka, Sealer sealer, ConfigStoreSettings settings) {
    Admin admin = Admin.create(kafka.admin());
    try {
      return new KafkaConfigStore(kafka, sealer, settings, admin);
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  /** Completes when all that was in the topic at the start is in memory. */
  public CompletableFuture<Void> ready() {
    return follower.ready();
  }

  /**
   * Takes part in writing; until then changes wait for another gateway. Called once, when this is
   * ready.
   *
   * @param internalUrl where other gateways reach {@link #endpoint}, without a path; null if this
   *     is the only gateway
   * @return completes when every change answered from now on, on any gateway, is in this one's
   *     memory: from then on it may serve
   */
  public CompletableFuture<Void> join(URI internalUrl) {
    ownership =
        new PartitionOwnership(
            kafka,
            settings,
            partition -> new PartitionWriter(partition, new WriterContext(internalUrl)));
    if (internalUrl == null) {
      return CompletableFuture.completedFuture(null);
    }
    announcer = new Announcer(router, settings.gatewayId(), internalUrl);
    // A writer elsewhere may have answered just before it heard of this gateway.
    return announcer.announced().thenComposeAsync(announced -> caughtUp());
  }

  /** What to answer to other gateways. */
  public InternalConfigEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public Optional<Channel> channel(String id) {
    return state.channel(id);
  }

  @Override
  public Optional<TokenGrant> token(String tokenId) {
    return state.token(tokenId);
  }

  @Override
  public Optional<Cred> cred(String id) {
    return state.cred(id);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Fails with {@link ConfigUnavailableException} if nothing was changed and the change can be
   * tried again, and with {@link ConfigUncertainException} if it is unknown whether it was made.
   * The answer comes within 30 s, also without Kafka.
   */
  @Override
  public <R> CompletableFuture<R> execute(ConfigCommand<R> command) {
    if (command instanceof ConfigCommand.PutChannel put && put.name() != null) {
      boolean alreadySo =
          state.channel(put.channelId()).filter(c -> put.name().equals(c.name())).isPresent();
      return alreadySo ? router.route(command) : named(put.name(), put.channelId(), command);
    }
    if (command instanceof ConfigCommand.CreateChannel create && create.name() != null) {
      return named(create.name(), UUID.randomUUID().toString(), command);
    }
    return router.route(command);
  }

  /** Stops writing, in favour of other gateways, then reading. Takes some seconds at most. */
  @Override
  public void close() {
    if (announcer != null) {
      announcer.close();
    }
    router.close();
    if (ownership != null) {
      ownership.close();
    }
    follower.close();
    admin.close(KAFKA_LIMIT);
  }

  /**
   * A name belongs to one channel although channels have different writers: it is claimed first.
   */
  private <R> CompletableFuture<R> named(String name, String holder, ConfigCommand<R> command) {
    return router
        .route(new ConfigCommand.ClaimName(name, holder))
        .thenCompose(claimed -> router.route(command))
        .handle((result, error) -> release(name, holder, result, error))
        .thenCompose(answer -> answer);
  }

  /** The claim goes when it is known what became of the change; else it runs out. */
  private <R> CompletionStage<R> release(String name, String holder, R result, Throwable error) {
    CompletableFuture<R> answer =
        error == null
            ? CompletableFuture.completedFuture(result)
            : CompletableFuture.failedFuture(Errors.cause(error));
    if (error != null && Errors.cause(error) instanceof ConfigUncertainException) {
      return answer;
    }
    return router
        .route(new ConfigCommand.ReleaseName(name, holder))
        .handle((released, ignored) -> answer)
        .thenCompose(same -> same);
  }

  private Optional<PartitionWriter> writer(int partition) {
    PartitionOwnership current = ownership;
    return current == null ? Optional.empty() : current.writer(partition);
  }

  private Optional<URI> owner(int partition) {
    return state
        .owner(partition)
        .filter(owner -> !owner.gateway().equals(settings.gatewayId()))
        .map(SystemRecord.Owner::url);
  }

  private CompletableFuture<Void> caughtUp() {
    return CompletableFuture.allOf(
        IntStream.range(0, partitions.count())
            .mapToObj(partition -> applied.reached(partition, end(partition)))
            .toArray(CompletableFuture[]::new));
  }

  /** Offset behind the last committed record. */
  private long end(int partition) {
    TopicPartition place = new TopicPartition(Topics.CONFIG, partition);
    return get(admin
            .listOffsets(
                Map.of(place, OffsetSpec.latest()),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .partitionResult(place))
        .offset();
  }

  private static int countPartitions(Admin admin) {
    return get(admin.describeTopics(List.of(Topics.CONFIG)).topicNameValues().get(Topics.CONFIG))
        .partitions()
        .size();
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(KAFKA_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while waiting for Kafka", e);
    }
  }

  /** What this store's writers work with. */
  private final class WriterContext implements PartitionWriter.Context {

    private final SystemRecord.Owner self;

    WriterContext(URI internalUrl) {
      this.self = new SystemRecord.Owner(settings.gatewayId(), internalUrl);
    }

    @Override
    public Rules rules() {
      return rules;
    }

    @Override
    public ConfigState state() {
      return state;
    }

    @Override
    public ConfigCodec codec() {
      return codec;
    }

    @Override
    public ConfigPartitions partitions() {
      return partitions;
    }

    @Override
    public AppliedOffsets applied() {
      return applied;
    }

    @Override
    public SystemRecord.Owner self() {
      return self;
    }

    @Override
    public PartitionProducer open(int partition) {
      return new PartitionProducer(kafka, partition);
    }

    @Override
    public long end(int partition) {
      return KafkaConfigStore.this.end(partition);
    }

    @Override
    public CompletableFuture<Void> seenByAll(int partition, long offset) {
      return peers.seenByAll(partition, offset);
    }

    @Override
    public void fenced(int partition) {
      ownership.rejoin();
    }
  }
}
