package dev.logplex.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.logplex.testkit.Audit;
import dev.logplex.testkit.DrainReceiver;
import dev.logplex.testkit.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What became of the lines of all drains together. */
record Balance(
    long acknowledged,
    long received,
    long missing,
    long toldLost,
    long unexplained,
    long duplicates,
    long duplicatesOutsideRepeats,
    long outOfOrder,
    List<String> faults) {

  static Balance of(Collection<BenchChannel> channels) {
    long[] sums = new long[8];
    List<String> faults = new ArrayList<>();
    for (BenchChannel channel : channels) {
      for (DrainReceiver receiver : channel.receivers()) {
        Ledger ledger = receiver.ledger();
        Audit audit = ledger.audit(channel.source().sent());
        sums[0] += audit.acknowledged();
        sums[1] += audit.received();
        sums[2] += audit.missing();
        sums[3] += audit.toldLost();
        sums[4] += audit.unexplained();
        sums[5] += ledger.duplicates();
        sums[6] += ledger.duplicatesOutsideRepeats();
        sums[7] += ledger.outOfOrder();
        faults.addAll(ledger.faults());
      }
    }
    return new Balance(
        sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], faults);
  }

  /** Whether every acknowledged line arrived, in order, and nothing else went wrong. */
  boolean clean() {
    return missing == 0
        && toldLost == 0
        && duplicatesOutsideRepeats == 0
        && outOfOrder == 0
        && faults.isEmpty();
  }

  void json(ObjectNode json) {
    json.put("acknowledged", acknowledged)
        .put("received", received)
        .put("missing", missing)
        .put("told_lost", toldLost)
        .put("unexplained", unexplained)
        .put("duplicates", duplicates)
        .put("duplicates_outside_repeats", duplicatesOutsideRepeats)
        .put("out_of_order", outOfOrder);
    faults.forEach(json.putArray("faults")::add);
  }

  @Override
  public String toString() {
    return String.format(
        "acknowledged %,d, received %,d, missing %,d (told by L10 %,d, unexplained %,d),"
            + " duplicates %,d (outside repeated ranges %,d), out of order %,d, faults %s",
        acknowledged,
        received,
        missing,
        toldLost,
        unexplained,
        duplicates,
        duplicatesOutsideRepeats,
        outOfOrder,
        faults);
  }
}
