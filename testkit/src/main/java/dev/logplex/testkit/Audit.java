package dev.logplex.testkit;

import java.util.BitSet;

/**
 * The source's books against the receiver's.
 *
 * @param acknowledged lines whose POST was answered with success
 * @param received different lines that arrived
 * @param missing acknowledged lines that did not arrive
 * @param toldLost lines that the receiver was told it lost
 * @param unexplained missing lines that nobody told the receiver about: must be 0
 * @param overtold lines told as lost beyond all that can be missing
 * @param refusedButReceived lines that arrived although their POST was refused
 * @param neverSent lines that arrived and that the source does not know
 */
public record Audit(
    long acknowledged,
    long received,
    long missing,
    long toldLost,
    long unexplained,
    long overtold,
    long refusedButReceived,
    long neverSent) {

  static Audit of(SentLines sent, LineCount.Timeline[] timelines, long toldLost) {
    long acknowledged = 0;
    long received = 0;
    long missing = 0;
    long perhapsAccepted = 0;
    long refusedButReceived = 0;
    long known = 0;
    for (int timeline : sent.timelines()) {
      LineCount.Timeline arrived = timelines[timeline];
      BitSet numbers = arrived == null ? new BitSet() : arrived.numbers;
      SentLines.Outcomes outcomes = sent.outcomes(timeline);
      acknowledged += outcomes.acknowledged().cardinality();
      missing += minus(outcomes.acknowledged(), numbers);
      perhapsAccepted += minus(outcomes.unknown(), numbers);
      refusedButReceived += common(outcomes.refused(), numbers);
      BitSet all = (BitSet) outcomes.acknowledged().clone();
      all.or(outcomes.unknown());
      all.or(outcomes.refused());
      known += common(all, numbers);
    }
    for (LineCount.Timeline timeline : timelines) {
      received += timeline == null ? 0 : timeline.numbers.cardinality();
    }
    return new Audit(
        acknowledged,
        received,
        missing,
        toldLost,
        Math.max(0, missing - toldLost),
        Math.max(0, toldLost - missing - perhapsAccepted),
        refusedButReceived,
        received - known);
  }

  private static long minus(BitSet from, BitSet what) {
    BitSet rest = (BitSet) from.clone();
    rest.andNot(what);
    return rest.cardinality();
  }

  private static long common(BitSet one, BitSet other) {
    BitSet both = (BitSet) one.clone();
    both.and(other);
    return both.cardinality();
  }
}
