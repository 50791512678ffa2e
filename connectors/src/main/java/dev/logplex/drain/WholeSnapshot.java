package dev.logplex.drain;

import java.io.IOException;
import java.util.List;

/**
 * Reads what builds before the first release wrote at a checkpoint: all of a drain, its lines among
 * it, in one value. The next checkpoint replaces it.
 */
final class WholeSnapshot {

  private static final int NEWEST = 2;

  private WholeSnapshot() {}

  static boolean is(byte[] octets) {
    return octets.length > 0 && octets[0] > 0 && octets[0] <= NEWEST;
  }

  /**
   * @throws IllegalArgumentException if the octets are no such snapshot
   */
  static DrainSnapshot decode(byte[] octets) {
    return StateInput.read("a drain's snapshot", octets, WholeSnapshot::read);
  }

  private static DrainSnapshot read(StateInput in) throws IOException {
    int version = in.data.readUnsignedByte();
    String channel = in.text();
    String spec = in.text();
    Books books = in.books();
    LossNotice untold = in.notice();
    LossNotice unwarned = version == 1 ? LossNotice.NONE : in.notice();
    var unreported = in.tallies();
    DrainRequest request =
        in.data.readBoolean()
            ? DrainRequest.of(in.text(), in.data.readLong(), in.notice(), in.octets(), in.slices())
            : null;
    List<FrameSlice> buffered = in.slices();
    // Where it lies does not matter as long as it lies before the others: nothing is stored yet.
    long requestAt =
        request == null ? 0 : books.routed() - DrainSnapshot.lines(buffered) - request.lines();
    return new DrainSnapshot(
        channel,
        spec,
        books,
        untold,
        unwarned,
        unreported,
        DeliveryLog.NONE,
        request,
        requestAt,
        buffered);
  }
}
