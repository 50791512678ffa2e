package dev.logplex.drain;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Octets and lines that all drains of a task buffer together, and who gives up some when full. */
final class TaskBudget {

  /** What is shed at once beyond the excess, so that a full task does not search at each batch. */
  private static final int SLACK = 16;

  private record Share(long lines, long octets) {
    static final Share NONE = new Share(0, 0);
  }

  private final long limit;
  private final Map<String, Share> shares = new HashMap<>();
  private long lines;
  private long octets;

  TaskBudget(long limit) {
    this.limit = limit;
  }

  long lines() {
    return lines;
  }

  long octets() {
    return octets;
  }

  void update(DrainDelivery delivery) {
    Share now = new Share(delivery.lines(), delivery.octets());
    Share before = shares.put(delivery.token(), now);
    move(before == null ? Share.NONE : before, now);
  }

  void forget(DrainDelivery delivery) {
    Share before = shares.remove(delivery.token());
    move(before == null ? Share.NONE : before, Share.NONE);
  }

  /** Sheds from the largest backlog first, oldest lines first, while over the limit. */
  void enforce(Collection<DrainDelivery> deliveries) {
    if (octets <= limit) {
      return;
    }
    long target = limit - limit / SLACK;
    while (octets > target) {
      DrainDelivery largest =
          deliveries.stream()
              .max(Comparator.comparingLong(DrainDelivery::sheddable))
              .filter(delivery -> delivery.sheddable() > 0)
              .orElse(null);
      if (largest == null) {
        return;
      }
      // At most half, so that equally large backlogs shrink together.
      largest.shed(Math.min(octets - target, largest.sheddable() / 2 + 1));
    }
  }

  private void move(Share before, Share now) {
    lines += now.lines - before.lines;
    octets += now.octets - before.octets;
  }
}
