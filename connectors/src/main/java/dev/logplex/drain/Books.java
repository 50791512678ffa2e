package dev.logplex.drain;

import dev.logplex.model.LossReason;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of the lines routed to one drain. At any time {@code routed = delivered + dropped +
 * buffered}.
 */
final class Books {

  private long routed;
  private long delivered;
  private final Map<LossReason, Long> dropped = new EnumMap<>(LossReason.class);

  Books() {}

  Books(long routed, long delivered, Map<LossReason, Long> dropped) {
    this.routed = routed;
    this.delivered = delivered;
    this.dropped.putAll(dropped);
  }

  void routed(long lines) {
    routed += lines;
  }

  void delivered(long lines) {
    delivered += lines;
  }

  void dropped(LossReason reason, long lines) {
    dropped.merge(reason, lines, Long::sum);
  }

  long routed() {
    return routed;
  }

  long delivered() {
    return delivered;
  }

  long dropped(LossReason reason) {
    return dropped.getOrDefault(reason, 0L);
  }

  Map<LossReason, Long> droppedByReason() {
    return Map.copyOf(dropped);
  }

  long dropped() {
    long sum = 0;
    for (long lines : dropped.values()) {
      sum += lines;
    }
    return sum;
  }
}
