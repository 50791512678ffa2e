package dev.logplex.gateway.config;

import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.KafkaSettings;
import dev.logplex.kafka.Topics;
import dev.logplex.model.Channel;
import dev.logplex.model.Cred;
import dev.logplex.secret.Sealer;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;

/**
 * The configuration in {@link Topics#CONFIG}. Every gateway reads the whole topic and answers reads
 * from memory, also while Kafka is away. Changes of one partition go through one writer, on the
 * gateway that owns the partition.
 */
public final class KafkaConfigStore implements ConfigStore {

  private static final long COMMAND_LIMIT_SECONDS = 30;

  private final KafkaSettings kafka;
  private final ConfigStoreSettings settings;
  private final ConfigCodec codec;
  private final ConfigTopic topic;
  private final ConfigPartitions partitions;
  private final ConfigState state;
  private final AppliedOffsets applied;
  private final ConfigFollower follower;
  private final Peers peers;
  private final DeadOwners deadOwners;
  private final CommandRouter router;
  private final InternalConfigEndpoint endpoint;
  private volatile PartitionOwnership ownership;
  private volatile Announcer announcer;

  private KafkaConfigStore(
      KafkaSettings kafka, Sealer sealer, ConfigStoreSettings settings, ConfigTopic topic) {
    this.kafka = kafka;
    this.settings = settings;
    this.codec = new ConfigCodec(sealer);
    this.topic = topic;
    this.partitions = topic.partitions();
    this.state = new ConfigState(codec);
    this.applied = new AppliedOffsets(partitions.count());
    this.follower = new ConfigFollower(kafka, state, applied, partitions.count());
    PeerCodec peerCodec = new PeerCodec(sealer);
    PeerClient peerClient = new PeerClient(peerCodec);
    this.peers = new Peers(settings.gatewayId(), state, peerClient);
    this.deadOwners = new DeadOwners(kafka);
    this.router =
        new CommandRouter(
            partitions, this::writer, this::owner, peerClient, applied, deadOwners::refused);
    this.endpoint = new InternalConfigEndpoint(peerCodec, router, applied, partitions.count());
  }

  /**
   * Starts reading the topic, which exists.
   *
   * @throws KafkaException if Kafka does not answer within 10 s
   */
  public static KafkaConfigStore start(
      KafkaSettings kafka, Sealer sealer, ConfigStoreSettings settings) {
    ConfigTopic topic = new ConfigTopic(kafka);
    try {
      return new KafkaConfigStore(kafka, sealer, settings, topic);
    } catch (RuntimeException e) {
      topic.close();
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
    WriterContext context =
        new WriterContext(
            kafka,
            topic,
            partitions,
            state,
            applied,
            codec,
            new Rules(settings.maxDrainsPerChannel()),
            peers,
            new SystemRecord.Owner(settings.gatewayId(), internalUrl),
            () -> ownership.rejoin());
    ownership =
        new PartitionOwnership(
            kafka, settings, partition -> new PartitionWriter(partition, context));
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
  public Optional<Channel> channelNamed(String name) {
    return state.channelNamed(name).flatMap(state::channel);
  }

  @Override
  public Optional<TokenGrant> token(String tokenId) {
    return state.token(tokenId);
  }

  @Override
  public Optional<Cred> cred(String id) {
    return state.cred(id);
  }

  @Override
  public List<Cred> creds() {
    return state.creds();
  }

  @Override
  public Switches switches() {
    return state.switches();
  }

  @Override
  public Firehose firehose() {
    return state.firehose();
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
    return begin(command)
        .orTimeout(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS)
        .exceptionallyComposeAsync(error -> CompletableFuture.failedFuture(known(error)));
  }

  private <R> CompletableFuture<R> begin(ConfigCommand<R> command) {
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
    deadOwners.close();
    if (ownership != null) {
      ownership.close();
    }
    follower.close();
    topic.close();
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

  private static Throwable known(Throwable error) {
    Throwable cause = Errors.cause(error);
    return cause instanceof TimeoutException
        ? new ConfigUncertainException("the change takes too long", cause)
        : cause;
  }

  private Optional<PartitionWriter> writer(int partition) {
    PartitionOwnership current = ownership;
    return current == null ? Optional.empty() : current.writer(partition);
  }

  private Optional<SystemRecord.Owner> owner(int partition) {
    return state
        .owner(partition)
        .filter(owner -> !owner.gateway().equals(settings.gatewayId()))
        .filter(owner -> owner.url() != null);
  }

  private CompletableFuture<Void> caughtUp() {
    return CompletableFuture.allOf(
        IntStream.range(0, partitions.count())
            .mapToObj(partition -> applied.reached(partition, topic.end(partition)))
            .toArray(CompletableFuture[]::new));
  }
}
