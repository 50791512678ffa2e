package dev.logplex.gateway;

import dev.logplex.gateway.config.ConfigCommand;
import dev.logplex.gateway.config.ConfigRefusedException;
import dev.logplex.gateway.config.ConfigRefusedException.Reason;
import dev.logplex.gateway.config.ConfigStore;
import dev.logplex.gateway.config.Firehose;
import dev.logplex.gateway.config.Switches;
import dev.logplex.model.Channel;
import dev.logplex.model.Cred;
import dev.logplex.model.Drain;
import dev.logplex.model.DrainOptions;
import dev.logplex.model.Permission;
import dev.logplex.model.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The rules of the configuration, without Kafka behind them. */
public final class MemoryConfigStore implements ConfigStore {

  private static final int MAX_DRAINS = 6;

  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final Map<String, Cred> creds = new ConcurrentHashMap<>();
  private volatile Switches switches = Switches.NONE;
  private volatile Firehose firehose = Firehose.NONE;
  private final AtomicLong versions = new AtomicLong();
  private final AtomicLong drainIds = new AtomicLong();
  private final AtomicLong channelIds = new AtomicLong();
  private volatile RuntimeException failure;

  @Override
  public Optional<Channel> channel(String id) {
    return Optional.ofNullable(channels.get(id));
  }

  @Override
  public Optional<Channel> channelNamed(String name) {
    return channels.values().stream().filter(channel -> name.equals(channel.name())).findFirst();
  }

  @Override
  public Optional<TokenGrant> token(String tokenId) {
    for (Channel channel : channels.values()) {
      for (Token token : channel.tokens()) {
        if (token.id().equals(tokenId)) {
          return Optional.of(new TokenGrant(channel, token.name()));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Cred> cred(String id) {
    return Optional.ofNullable(creds.get(id));
  }

  @Override
  public List<Cred> creds() {
    return List.copyOf(creds.values());
  }

  @Override
  public Switches switches() {
    return switches;
  }

  @Override
  public Firehose firehose() {
    return firehose;
  }

  public void putCred(String id, String password, Permission... permissions) {
    creds.put(id, new Cred(id, null, sha256(password), Set.of(permissions)));
  }

  /** Makes the next drain the first one again. */
  void numberDrainsAnew() {
    drainIds.set(0);
  }

  /** Makes all changes fail, until it is closed. */
  public void failWith(RuntimeException reason) {
    failure = reason;
  }

  /** Replaces a channel as it is, for states no command makes. */
  public void putChannel(Channel channel) {
    channels.put(channel.id(), channel);
  }

  @Override
  @SuppressWarnings("unchecked")
  public synchronized <R> CompletableFuture<R> execute(ConfigCommand<R> command) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    try {
      return CompletableFuture.completedFuture((R) apply(command));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    failure = null;
    channels.clear();
    creds.clear();
    switches = Switches.NONE;
    firehose = Firehose.NONE;
  }

  private Object apply(ConfigCommand<?> command) {
    if (command instanceof ConfigCommand.PutChannel put) {
      boolean created = !channels.containsKey(put.channelId());
      return new ConfigCommand.PutChannel.Result(
          store(wanted(put.channelId(), put.name(), put.tokenNames())), created);
    }
    if (command instanceof ConfigCommand.CreateChannel create) {
      return store(
          wanted(Long.toString(channelIds.incrementAndGet()), create.name(), create.tokenNames()));
    }
    if (command instanceof ConfigCommand.DeleteChannel delete) {
      Channel channel = existing(delete.channelId());
      channels.remove(channel.id());
      return channel;
    }
    if (command instanceof ConfigCommand.CreateToken create) {
      Channel channel = existing(create.channelId());
      Token token = newToken(create.name());
      List<Token> tokens = new ArrayList<>(channel.tokens());
      tokens.add(token);
      store(with(channel, tokens, channel.drains()));
      return token;
    }
    if (command instanceof ConfigCommand.CreateDrain create) {
      return createDrain(create);
    }
    if (command instanceof ConfigCommand.UpdateDrain update) {
      return updateDrain(update);
    }
    if (command instanceof ConfigCommand.DeleteDrain delete) {
      Channel channel = existing(delete.channelId());
      Drain drain = existing(channel, delete.drainId());
      List<Drain> drains = new ArrayList<>(channel.drains());
      drains.remove(drain);
      store(with(channel, channel.tokens(), drains));
      return drain;
    }
    if (command instanceof ConfigCommand.CreateCred create) {
      String id = hex(32);
      String password = hex(64);
      Cred cred =
          new Cred(id, create.name(), sha256(password), create.permissions(), create.channels());
      creds.put(id, cred);
      return new ConfigCommand.CreateCred.Result(cred, password);
    }
    if (command instanceof ConfigCommand.PutCred put) {
      creds.put(put.cred().id(), put.cred());
      return put.cred();
    }
    if (command instanceof ConfigCommand.SetFlags set) {
      Channel c = existing(set.channelId());
      return store(
          new Channel(
              c.id(), c.name(), c.incarnation(), c.version(), set.flags(), c.tokens(), c.drains()));
    }
    if (command instanceof ConfigCommand.SetSwitch set) {
      switches = switches.with(set.name(), set.value());
      return switches;
    }
    if (command instanceof ConfigCommand.SetFirehose set) {
      firehose = set.firehose();
      return firehose;
    }
    Cred gone = creds.remove(((ConfigCommand.DeleteCred) command).credId());
    if (gone == null) {
      throw new ConfigRefusedException(Reason.NO_SUCH_CRED);
    }
    return gone;
  }

  private Channel wanted(String id, String name, List<String> tokenNames) {
    if (name != null && channelNamed(name).filter(other -> !other.id().equals(id)).isPresent()) {
      throw new ConfigRefusedException(Reason.NAME_TAKEN);
    }
    Channel before = channels.get(id);
    Channel base = before == null ? Channel.create(id, versions.get() + 1) : before;
    List<Token> tokens = new ArrayList<>(base.tokens());
    if (tokenNames != null) {
      tokens.removeIf(token -> !tokenNames.contains(token.name()));
      for (String wanted : tokenNames) {
        if (tokens.stream().noneMatch(token -> token.name().equals(wanted))) {
          tokens.add(newToken(wanted));
        }
      }
    }
    return new Channel(
        id,
        name == null ? base.name() : name,
        base.incarnation(),
        base.version(),
        base.flags(),
        tokens,
        base.drains());
  }

  private Drain createDrain(ConfigCommand.CreateDrain create) {
    Channel channel = existing(create.channelId());
    if (create.url() != null) {
      if (channel.drains().stream().filter(Drain::active).count() >= MAX_DRAINS) {
        throw new ConfigRefusedException(Reason.TOO_MANY_DRAINS);
      }
      refuseDuplicate(channel, -1, create.url());
    }
    long now = System.currentTimeMillis();
    Drain drain =
        new Drain(
            drainIds.incrementAndGet(),
            "d." + UUID.randomUUID(),
            create.url(),
            create.options(),
            now,
            now);
    List<Drain> drains = new ArrayList<>(channel.drains());
    drains.add(drain);
    store(with(channel, channel.tokens(), drains));
    return drain;
  }

  private Drain updateDrain(ConfigCommand.UpdateDrain update) {
    Channel channel = existing(update.channelId());
    Drain before = existing(channel, update.drainId());
    refuseDuplicate(channel, update.drainId(), update.url());
    Drain drain = before.with(update.url(), update.options(), System.currentTimeMillis());
    List<Drain> drains = new ArrayList<>(channel.drains());
    drains.replaceAll(d -> d.id() == drain.id() ? drain : d);
    store(with(channel, channel.tokens(), drains));
    return drain;
  }

  private static void refuseDuplicate(Channel channel, long drainId, String url) {
    if (channel.drains().stream().anyMatch(d -> d.id() != drainId && url.equals(d.url()))) {
      throw new ConfigRefusedException(Reason.DRAIN_EXISTS);
    }
  }

  private Channel existing(String id) {
    return channel(id).orElseThrow(() -> new ConfigRefusedException(Reason.NO_SUCH_CHANNEL));
  }

  private static Drain existing(Channel channel, long drainId) {
    return channel
        .drain(drainId)
        .orElseThrow(() -> new ConfigRefusedException(Reason.NO_SUCH_DRAIN));
  }

  private static Channel with(Channel channel, List<Token> tokens, List<Drain> drains) {
    return new Channel(
        channel.id(),
        channel.name(),
        channel.incarnation(),
        channel.version(),
        channel.flags(),
        tokens,
        drains);
  }

  private Channel store(Channel channel) {
    Channel versioned =
        new Channel(
            channel.id(),
            channel.name(),
            channel.incarnation(),
            versions.incrementAndGet(),
            channel.flags(),
            channel.tokens(),
            channel.drains());
    channels.put(channel.id(), versioned);
    return versioned;
  }

  /** A drain with a URL that is already stored and valid, for tests of what comes after. */
  public Drain addDrain(String channelId, String url) {
    return execute(new ConfigCommand.CreateDrain(channelId, url, DrainOptions.DEFAULT)).join();
  }

  private static Token newToken(String name) {
    return new Token("t." + UUID.randomUUID(), name);
  }

  private static String hex(int digits) {
    return (UUID.randomUUID().toString() + UUID.randomUUID() + UUID.randomUUID())
        .replace("-", "")
        .toUpperCase(java.util.Locale.ROOT)
        .substring(0, digits);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
