package dev.logplex.drain;

import dev.logplex.model.LossReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All of a drain that must survive a crash. The definition stays sealed.
 *
 * @param channel id of the drain's channel
 * @param spec definition as the configuration record has it
 * @param books counts
 * @param untold losses the next request composed will tell of
 * @param unwarned losses not yet told in the channel
 * @param unreported losses not yet reported
 * @param log of the attempts that ended
 * @param request composed and not yet delivered; null for none
 * @param requestAt position of its first line: how many lines were routed to the drain before it
 * @param buffered the other lines, oldest first; the newest is the last that was routed
 */
record DrainSnapshot(
    String channel,
    String spec,
    Books books,
    LossNotice untold,
    LossNotice unwarned,
    Map<LossReason, LossReports.Tally> unreported,
    DeliveryLog log,
    DrainRequest request,
    long requestAt,
    List<FrameSlice> buffered) {

  /** All lines with their positions, oldest first; what was dropped is a gap between two runs. */
  List<LineBlocks.Run> runs() {
    long routed = books.routed();
    long bufferedAt = routed - lines(buffered);
    if (request == null) {
      return List.of(new LineBlocks.Run(bufferedAt, routed, buffered));
    }
    long requestEnd = requestAt + request.lines();
    if (requestEnd == bufferedAt) {
      List<FrameSlice> all = new ArrayList<>(request.slices());
      all.addAll(buffered);
      return List.of(new LineBlocks.Run(requestAt, routed, all));
    }
    return List.of(
        new LineBlocks.Run(requestAt, requestEnd, request.slices()),
        new LineBlocks.Run(bufferedAt, routed, buffered));
  }

  static long lines(List<FrameSlice> slices) {
    return slices.stream().mapToLong(FrameSlice::lines).sum();
  }
}
