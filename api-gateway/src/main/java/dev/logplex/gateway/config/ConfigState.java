package dev.logplex.gateway.config;

import dev.logplex.gateway.config.ConfigStore.TokenGrant;
import dev.logplex.kafka.ChannelRouting;
import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.ConfigKey;
import dev.logplex.model.Channel;
import dev.logplex.model.Cred;
import dev.logplex.model.Token;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The configuration as read from the topic so far. One thread applies records; any may read, and
 * sees of each channel a whole version, never parts of two.
 */
final class ConfigState {

  private final ConfigCodec codec;
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final Map<String, TokenGrant> tokens = new ConcurrentHashMap<>();
  private final Map<String, String> channelsByName = new ConcurrentHashMap<>();
  private final Map<String, Cred> creds = new ConcurrentHashMap<>();
  private final Map<String, SystemRecord.NameClaim> claims = new ConcurrentHashMap<>();
  private final Map<String, SystemRecord.GatewayLease> gateways = new ConcurrentHashMap<>();
  private final Map<Integer, SystemRecord.Owner> owners = new ConcurrentHashMap<>();
  private final Map<Integer, SystemRecord.Counter> counters = new ConcurrentHashMap<>();
  private final Map<Integer, Long> versions = new ConcurrentHashMap<>();
  private volatile Switches switches = Switches.NONE;
  private volatile Firehose firehose = Firehose.NONE;
  private final Set<ConfigKey> unreadable = ConcurrentHashMap.newKeySet();

  ConfigState(ConfigCodec codec) {
    this.codec = codec;
  }

  Optional<Channel> channel(String id) {
    return Optional.ofNullable(channels.get(id));
  }

  Optional<TokenGrant> token(String id) {
    return Optional.ofNullable(tokens.get(id));
  }

  Optional<String> channelNamed(String name) {
    return Optional.ofNullable(channelsByName.get(name));
  }

  Optional<Cred> cred(String id) {
    return Optional.ofNullable(creds.get(id));
  }

  List<Cred> creds() {
    return List.copyOf(creds.values());
  }

  Switches switches() {
    return switches;
  }

  Firehose firehose() {
    return firehose;
  }

  Optional<SystemRecord.NameClaim> claim(String name) {
    return Optional.ofNullable(claims.get(name));
  }

  /** Gateways that announced themselves, by id; the leases of some may have run out. */
  Map<String, SystemRecord.GatewayLease> gateways() {
    return Collections.unmodifiableMap(gateways);
  }

  Optional<SystemRecord.Owner> owner(int partition) {
    return Optional.ofNullable(owners.get(partition));
  }

  /** How many numeric ids the partition's writers handed out. */
  long lastId(int partition) {
    return Optional.ofNullable(counters.get(partition))
        .map(SystemRecord.Counter::lastId)
        .orElse(0L);
  }

  /** The highest version that the partition ever held. */
  long version(int partition) {
    return versions.getOrDefault(partition, 0L);
  }

  /** Whether the newest record under this key could not be read. */
  boolean isUnreadable(ConfigKey key) {
    return unreadable.contains(key);
  }

  /**
   * Takes in the next record of a partition.
   *
   * @param value null if the key is deleted
   * @throws IllegalArgumentException if the value cannot be read; the key keeps what it had and is
   *     marked unreadable, so that no change overwrites what a wrong key or a newer program hides
   */
  void apply(int partition, ConfigKey key, byte[] value) {
    try {
      switch (key.kind()) {
        case CHANNEL -> applyChannel(partition, key.id(), value);
        case CRED -> applyCred(key.id(), value);
        case SYSTEM -> applySystem(partition, key, value);
      }
      unreadable.remove(key);
    } catch (IllegalArgumentException e) {
      unreadable.add(key);
      throw e;
    }
  }

  private void applyChannel(int partition, String id, byte[] value) {
    if (value == null) {
      replace(id, null);
    } else if (ConfigCodec.isDeletion(value)) {
      sawVersion(partition, ChannelRouting.parse(value).version());
      replace(id, null);
    } else {
      Channel channel = codec.decodeChannel(id, value);
      sawVersion(partition, channel.version());
      replace(id, channel);
    }
  }

  private void replace(String id, Channel next) {
    Channel previous = next == null ? channels.remove(id) : channels.put(id, next);
    if (next != null) {
      for (Token token : next.tokens()) {
        tokens.put(token.id(), new TokenGrant(next, token.name()));
      }
      if (next.name() != null) {
        channelsByName.put(next.name(), id);
      }
    }
    if (previous != null) {
      for (Token token : previous.tokens()) {
        if (next == null || !next.tokens().contains(token)) {
          tokens.remove(token.id());
        }
      }
      if (previous.name() != null && (next == null || !previous.name().equals(next.name()))) {
        channelsByName.remove(previous.name(), id);
      }
    }
  }

  private void applyCred(String id, byte[] value) {
    if (value == null) {
      creds.remove(id);
    } else {
      creds.put(id, codec.decodeCred(id, value));
    }
  }

  private void applySystem(int partition, ConfigKey key, byte[] value) {
    String id = key.id();
    if (key.equals(Switches.key())) {
      switches = value == null ? Switches.NONE : SystemRecord.decode(value, Switches.class);
    } else if (key.equals(Firehose.key())) {
      firehose = value == null ? Firehose.NONE : SystemRecord.decode(value, Firehose.class);
    } else if (id.startsWith(SystemRecord.COUNTER)) {
      SystemRecord.Counter counter = SystemRecord.decode(value, SystemRecord.Counter.class);
      counters.put(partition, counter);
      sawVersion(partition, counter.version());
    } else if (id.startsWith(SystemRecord.OWNER)) {
      owners.put(partition, SystemRecord.decode(value, SystemRecord.Owner.class));
    } else if (id.startsWith(SystemRecord.NAME)) {
      put(claims, id.substring(SystemRecord.NAME.length()), value, SystemRecord.NameClaim.class);
    } else if (id.startsWith(SystemRecord.GATEWAY)) {
      String gateway = id.substring(SystemRecord.GATEWAY.length());
      put(gateways, gateway, value, SystemRecord.GatewayLease.class);
    }
  }

  private static <T extends SystemRecord> void put(
      Map<String, T> map, String id, byte[] value, Class<T> type) {
    if (value == null) {
      map.remove(id);
    } else {
      map.put(id, SystemRecord.decode(value, type));
    }
  }

  private void sawVersion(int partition, long version) {
    versions.merge(partition, version, Math::max);
  }
}
