package dev.logplex.gateway.config;

import dev.logplex.kafka.ConfigCodec;
import dev.logplex.kafka.ConfigKey;
import dev.logplex.model.Channel;
import dev.logplex.model.Cred;
import dev.logplex.model.Versions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Changes of one partition that will be written together: shows the newest state with these changes
 * applied, hands out versions and numbers, and collects the records. For one thread.
 */
final class ConfigDraft {

  /**
   * A record to be written.
   *
   * @param value null deletes the key
   */
  record Entry(ConfigKey key, byte[] value) {}

  /** A record whose value is made only when it is certain that no later one replaces it. */
  private static final class Write {

    private final ConfigKey key;
    private Supplier<byte[]> value;

    Write(ConfigKey key, Supplier<byte[]> value) {
      this.key = key;
      this.value = value;
    }
  }

  private final ConfigState state;
  private final ConfigCodec codec;
  private final ConfigPartitions partitions;
  private final int partition;
  private final long nowMillis;
  private final Map<String, Optional<Channel>> channels = new HashMap<>();
  private final Map<String, Optional<String>> channelsByName = new HashMap<>();
  private final Map<String, Optional<Cred>> creds = new HashMap<>();
  private final Map<String, Optional<SystemRecord.NameClaim>> claims = new HashMap<>();
  private final List<Write> writes = new ArrayList<>();
  private final Map<ConfigKey, Write> newest = new HashMap<>();
  private Switches switches;
  private Firehose firehose;
  private long lastId;
  private long version;
  private boolean counterChanged;

  ConfigDraft(
      ConfigState state,
      ConfigCodec codec,
      ConfigPartitions partitions,
      int partition,
      long nowMillis) {
    this.state = state;
    this.codec = codec;
    this.partitions = partitions;
    this.partition = partition;
    this.nowMillis = nowMillis;
    this.lastId = state.lastId(partition);
    this.version = state.version(partition);
  }

  /**
   * @throws ConfigUnavailableException if its record cannot be read: it must not be overwritten
   */
  Optional<Channel> channel(String id) {
    requireReadable(ConfigKey.channel(id));
    return channels.getOrDefault(id, state.channel(id));
  }

  Optional<String> channelNamed(String name) {
    return channelsByName.getOrDefault(name, state.channelNamed(name));
  }

  Optional<Cred> cred(String id) {
    requireReadable(ConfigKey.cred(id));
    return creds.getOrDefault(id, state.cred(id));
  }

  Optional<SystemRecord.NameClaim> claim(String name) {
    return claims.getOrDefault(name, state.claim(name));
  }

  Switches switches() {
    requireReadable(Switches.key());
    return switches == null ? state.switches() : switches;
  }

  Firehose firehose() {
    requireReadable(Firehose.key());
    return firehose == null ? state.firehose() : firehose;
  }

  long nowMillis() {
    return nowMillis;
  }

  /**
   * A version above all that the partition ever held, near the time of day: a hybrid logical clock
   * (Kulkarni et al., 2014). It goes on growing when a channel is deleted and made again, without
   * anything being kept of the dead, and when the next writer's clock is behind.
   */
  long nextVersion() {
    version = Math.max(version + 1, Versions.at(nowMillis));
    return version;
  }

  /** A number that no writer of any partition ever hands out again. */
  long nextNumber() {
    lastId++;
    counterChanged = true;
    return partitions.number(partition, lastId);
  }

  /** Whether this draft's writer would be the one of the key. */
  boolean owns(ConfigKey key) {
    return partitions.of(key) == partition;
  }

  void put(Channel channel) {
    Optional<Channel> previous = channel(channel.id());
    previous.map(Channel::name).ifPresent(name -> channelsByName.put(name, Optional.empty()));
    if (channel.name() != null) {
      channelsByName.put(channel.name(), Optional.of(channel.id()));
    }
    channels.put(channel.id(), Optional.of(channel));
    write(ConfigKey.channel(channel.id()), () -> codec.encode(channel));
  }

  /** The deletion is told first, with its version; then the key goes. */
  void delete(Channel channel) {
    channels.put(channel.id(), Optional.empty());
    if (channel.name() != null) {
      channelsByName.put(channel.name(), Optional.empty());
    }
    ConfigKey key = ConfigKey.channel(channel.id());
    byte[] deletion = codec.encodeDeletion(nextVersion());
    write(key, () -> deletion);
    newest.remove(key);
    write(key, () -> null);
    newest.remove(key);
    // Nothing of the channel remains in the topic, so its last version must be kept elsewhere.
    counterChanged = true;
  }

  void put(Cred cred) {
    creds.put(cred.id(), Optional.of(cred));
    write(ConfigKey.cred(cred.id()), () -> codec.encode(cred));
  }

  void delete(Cred cred) {
    creds.put(cred.id(), Optional.empty());
    write(ConfigKey.cred(cred.id()), () -> null);
  }

  void put(String name, SystemRecord.NameClaim claim) {
    claims.put(name, Optional.of(claim));
    write(SystemRecord.NameClaim.key(name), claim::encode);
  }

  void deleteClaim(String name) {
    claims.put(name, Optional.empty());
    write(SystemRecord.NameClaim.key(name), () -> null);
  }

  void put(String gateway, SystemRecord.GatewayLease lease) {
    write(SystemRecord.GatewayLease.key(gateway), lease::encode);
  }

  void deleteLease(String gateway) {
    write(SystemRecord.GatewayLease.key(gateway), () -> null);
  }

  /** Gateways of this partition whose lease ran out. */
  List<String> goneGateways() {
    return state.gateways().entrySet().stream()
        .filter(gateway -> gateway.getValue().until() < nowMillis)
        .map(Map.Entry::getKey)
        .filter(gateway -> owns(SystemRecord.GatewayLease.key(gateway)))
        .toList();
  }

  void put(Switches changed) {
    switches = changed;
    write(Switches.key(), changed::encode);
  }

  void put(Firehose changed) {
    firehose = changed;
    write(Firehose.key(), changed::encode);
  }

  void put(SystemRecord.Owner owner) {
    write(SystemRecord.Owner.key(partition), owner::encode);
  }

  /** What to write, in this order, all or nothing. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Write write : writes) {
      entries.add(new Entry(write.key, write.value.get()));
    }
    if (counterChanged) {
      SystemRecord.Counter counter = new SystemRecord.Counter(lastId, version);
      entries.add(new Entry(SystemRecord.Counter.key(partition), counter.encode()));
    }
    return entries;
  }

  /** Several changes of one record become one, unless a deletion lies between them. */
  private void write(ConfigKey key, Supplier<byte[]> value) {
    Write write = newest.get(key);
    if (write == null) {
      write = new Write(key, value);
      newest.put(key, write);
      writes.add(write);
    } else {
      write.value = value;
    }
  }

  private void requireReadable(ConfigKey key) {
    if (state.isUnreadable(key)) {
      throw new ConfigUnavailableException(
          "the record of this " + key.kind() + " cannot be read; is the secret key the right one?",
          null);
    }
  }
}
