package dev.logplex.gateway.config;

import dev.logplex.kafka.ConfigKey;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition of the configuration topic holds a record: a decimal channel id goes by its
 * remainder, so that a partition's writer can hand out ids of its own; the rest goes by hash.
 *
 * @param count partitions of the topic
 */
record ConfigPartitions(int count) {

  private static final int MAX_DIGITS = 18;

  int of(ConfigKey key) {
    if (key.kind() == ConfigKey.Kind.CHANNEL && isDecimal(key.id())) {
      return (int) (Long.parseLong(key.id()) % count);
    }
    return Utils.toPositive(Utils.murmur2(key.toString().getBytes(StandardCharsets.UTF_8))) % count;
  }

  /** The {@code n}-th number, counted from 1, whose remainder is the partition. */
  long number(int partition, long n) {
    return Math.addExact(Math.multiplyExact(n, count), partition);
  }

  private static boolean isDecimal(String id) {
    if (id.isEmpty() || id.length() > MAX_DIGITS || id.charAt(0) == '0') {
      return false;
    }
    return id.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
