package dev.logplex.drain;

import dev.logplex.model.LossReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint keeps of a drain beside its lines. Components as in {@link DrainSnapshot}.
 *
 * @param request what is not lines of a composed request; null for none
 * @param bufferedLines number of lines not in the request
 * @param blocks where all lines lie
 */
record DrainHead(
    String channel,
    String spec,
    Books books,
    LossNotice untold,
    LossNotice unwarned,
    Map<LossReason, LossReports.Tally> unreported,
    DeliveryLog log,
    Request request,
    long bufferedLines,
    List<LineBlocks.Block> blocks) {

  /** Versions before this are read by {@link WholeSnapshot}. */
  static final int VERSION = 3;

  private static final String WHAT = "a drain's snapshot";
  private static final int EXPECTED = 1 << 10;

  /**
   * A request without its lines.
   *
   * @param at position of its first line
   * @param lines number of lines
   */
  record Request(
      String frameId, long composedAt, LossNotice notice, byte[] noticeFrame, long at, int lines) {}

  static DrainHead of(DrainSnapshot snapshot, List<LineBlocks.Block> blocks) {
    DrainRequest request = snapshot.request();
    return new DrainHead(
        snapshot.channel(),
        snapshot.spec(),
        snapshot.books(),
        snapshot.untold(),
        snapshot.unwarned(),
        snapshot.unreported(),
        snapshot.log(),
        request == null
            ? null
            : new Request(
                request.frameId(),
                request.composedAt(),
                request.notice(),
                request.noticeFrame(),
                snapshot.requestAt(),
                request.lines()),
        DrainSnapshot.lines(snapshot.buffered()),
        blocks);
  }

  /** The whole, with lines that were stored. */
  DrainSnapshot with(LineBlocks lines, DrainStore store) throws Exception {
    return new DrainSnapshot(
        channel,
        spec,
        books,
        untold,
        unwarned,
        unreported,
        log,
        request == null
            ? null
            : DrainRequest.of(
                request.frameId,
                request.composedAt,
                request.notice,
                request.noticeFrame,
                lines.read(request.at, request.lines, store)),
        request == null ? 0 : request.at,
        lines.read(books.routed() - bufferedLines, bufferedLines, store));
  }

  byte[] encode() {
    return StateOutput.octets(EXPECTED, this::write);
  }

  private void write(StateOutput out) throws IOException {
    out.data.writeByte(VERSION);
    out.text(channel);
    out.text(spec);
    out.books(books);
    out.notice(untold);
    out.notice(unwarned);
    out.tallies(unreported);
    out.log(log);
    out.data.writeBoolean(request != null);
    if (request != null) {
      out.text(request.frameId);
      out.data.writeLong(request.composedAt);
      out.notice(request.notice);
      out.octets(request.noticeFrame);
      out.data.writeLong(request.at);
      out.data.writeInt(request.lines);
    }
    out.data.writeLong(bufferedLines);
    out.data.writeInt(blocks.size());
    for (LineBlocks.Block block : blocks) {
      out.data.writeInt(block.slot());
      out.data.writeLong(block.first());
      out.data.writeInt(block.lines());
      out.data.writeInt(block.octets());
    }
  }

  /**
   * @throws IllegalArgumentException if the octets are no head, or of an unknown version
   */
  static DrainHead decode(byte[] octets) {
    return StateInput.read(WHAT, octets, DrainHead::read);
  }

  private static DrainHead read(StateInput in) throws IOException {
    int version = in.data.readUnsignedByte();
    if (version != VERSION) {
      throw new IllegalArgumentException("unknown version of " + WHAT + ": " + version);
    }
    return new DrainHead(
        in.text(),
        in.text(),
        in.books(),
        in.notice(),
        in.notice(),
        in.tallies(),
        in.log(),
        in.data.readBoolean()
            ? new Request(
                in.text(),
                in.data.readLong(),
                in.notice(),
                in.octets(),
                in.data.readLong(),
                in.data.readInt())
            : null,
        in.data.readLong(),
        readBlocks(in));
  }

  private static List<LineBlocks.Block> readBlocks(StateInput in) throws IOException {
    int count = in.data.readInt();
    List<LineBlocks.Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.add(
          new LineBlocks.Block(
              in.data.readInt(), in.data.readLong(), in.data.readInt(), in.data.readInt()));
    }
    return blocks;
  }
}
