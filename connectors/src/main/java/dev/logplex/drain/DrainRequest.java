package dev.logplex.drain;

import java.util.ArrayList;
import java.util.List;

/**
 * What one request carries. Once composed it stays as it is, through retries and crashes, so that
 * the same frame id always means the same octets.
 *
 * @param frameId 32 upper-case hexadecimal digits
 * @param composedAt when it was first tried, milliseconds since the epoch
 * @param notice losses it tells of; empty for none
 * @param noticeFrame the canonical frame that tells of them; empty without losses
 * @param slices the channel's lines, at least one
 * @param lines number of them
 * @param octets octets of all frames, the notice among them
 */
public record DrainRequest(
    String frameId,
    long composedAt,
    LossNotice notice,
    byte[] noticeFrame,
    List<FrameSlice> slices,
    int lines,
    int octets) {

  static DrainRequest of(
      String frameId,
      long composedAt,
      LossNotice notice,
      byte[] noticeFrame,
      List<FrameSlice> slices) {
    int lines = 0;
    int octets = noticeFrame.length;
    for (FrameSlice slice : slices) {
      lines += slice.lines();
      octets += slice.octets();
    }
    return new DrainRequest(
        frameId, composedAt, notice, noticeFrame, List.copyOf(slices), lines, octets);
  }

  /** Number of frames, the notice among them. */
  public int messages() {
    return lines + (notice.isEmpty() ? 0 : 1);
  }

  public long firstSeq() {
    return slices.get(0).firstSeq();
  }

  public long lastSeq() {
    return slices.get(slices.size() - 1).lastSeq();
  }

  /** All frames in order, the notice first. */
  public List<FrameSlice> frames() {
    if (notice.isEmpty()) {
      return slices;
    }
    List<FrameSlice> frames = new ArrayList<>(slices.size() + 1);
    frames.add(FrameSlice.of(0, 1, noticeFrame));
    frames.addAll(slices);
    return frames;
  }

  Span span() {
    return new Span(lines, firstSeq(), lastSeq());
  }

  @Override
  public String toString() {
    return "DrainRequest[" + frameId + ", " + firstSeq() + "-" + lastSeq() + "]";
  }
}
