package dev.logplex.drain;

import dev.logplex.model.LossReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
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
 * @param request composed and not yet delivered; null for none
 * @param buffered the other lines, oldest first
 */
record DrainSnapshot(
    String channel,
    String spec,
    Books books,
    LossNotice untold,
    LossNotice unwarned,
    Map<LossReason, LossReports.Tally> unreported,
    DrainRequest request,
    List<FrameSlice> buffered) {

  private static final int VERSION = 2;
  private static final int SLICE_HEADER = 16;

  byte[] encode() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(expectedOctets());
    try (DataOutputStream out = new DataOutputStream(octets)) {
      out.writeByte(VERSION);
      writeText(out, channel);
      writeText(out, spec);
      writeBooks(out);
      writeNotice(out, untold);
      writeNotice(out, unwarned);
      writeUnreported(out);
      out.writeBoolean(request != null);
      if (request != null) {
        writeText(out, request.frameId());
        out.writeLong(request.composedAt());
        writeNotice(out, request.notice());
        writeOctets(out, request.noticeFrame(), 0, request.noticeFrame().length);
        writeSlices(out, request.slices());
      }
      writeSlices(out, buffered);
    } catch (IOException e) {
      throw new UncheckedIOException("an array can always be written", e);
    }
    return octets.toByteArray();
  }

  /** About as many octets as this takes: growing would copy a long buffer again and again. */
  private int expectedOctets() {
    long octets = 4 << 10;
    List<FrameSlice> inRequest = request == null ? List.of() : request.slices();
    for (List<FrameSlice> slices : List.of(inRequest, buffered)) {
      for (FrameSlice slice : slices) {
        octets += SLICE_HEADER + slice.octets();
      }
    }
    return (int) Math.min(octets, Integer.MAX_VALUE - 8);
  }

  /**
   * @throws IllegalArgumentException if the octets are no snapshot, or of an unknown version
   */
  static DrainSnapshot decode(byte[] octets) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets))) {
      int version = in.readUnsignedByte();
      if (version < 1 || version > VERSION) {
        throw new IllegalArgumentException("unknown version of a drain's snapshot: " + version);
      }
      String channel = readText(in);
      String spec = readText(in);
      Books books = readBooks(in);
      LossNotice untold = readNotice(in);
      LossNotice unwarned = version == 1 ? LossNotice.NONE : readNotice(in);
      Map<LossReason, LossReports.Tally> unreported = readUnreported(in);
      DrainRequest request =
          in.readBoolean()
              ? DrainRequest.of(
                  readText(in), in.readLong(), readNotice(in), readOctets(in), readSlices(in))
              : null;
      return new DrainSnapshot(
          channel, spec, books, untold, unwarned, unreported, request, readSlices(in));
    } catch (IOException e) {
      throw new IllegalArgumentException("a drain's snapshot is cut off", e);
    }
  }

  private void writeBooks(DataOutputStream out) throws IOException {
    out.writeLong(books.routed());
    out.writeLong(books.delivered());
    out.writeByte(LossReason.values().length);
    for (LossReason reason : LossReason.values()) {
      out.writeUTF(reason.name());
      out.writeLong(books.dropped(reason));
    }
  }

  private static Books readBooks(DataInputStream in) throws IOException {
    long routed = in.readLong();
    long delivered = in.readLong();
    Map<LossReason, Long> dropped = new EnumMap<>(LossReason.class);
    for (int i = in.readUnsignedByte(); i > 0; i--) {
      dropped.put(LossReason.valueOf(in.readUTF()), in.readLong());
    }
    return new Books(routed, delivered, dropped);
  }

  private static void writeNotice(DataOutputStream out, LossNotice notice) throws IOException {
    out.writeLong(notice.count());
    out.writeLong(notice.since());
  }

  private static LossNotice readNotice(DataInputStream in) throws IOException {
    return new LossNotice(in.readLong(), in.readLong());
  }

  private void writeUnreported(DataOutputStream out) throws IOException {
    out.writeByte(unreported.size());
    for (Map.Entry<LossReason, LossReports.Tally> entry : unreported.entrySet()) {
      LossReports.Tally tally = entry.getValue();
      out.writeUTF(entry.getKey().name());
      out.writeLong(tally.span().lines());
      out.writeLong(tally.span().firstSeq());
      out.writeLong(tally.span().lastSeq());
      out.writeLong(tally.since());
      out.writeLong(tally.until());
    }
  }

  private static Map<LossReason, LossReports.Tally> readUnreported(DataInputStream in)
      throws IOException {
    Map<LossReason, LossReports.Tally> unreported = new EnumMap<>(LossReason.class);
    for (int i = in.readUnsignedByte(); i > 0; i--) {
      unreported.put(
          LossReason.valueOf(in.readUTF()),
          new LossReports.Tally(
              new Span(in.readLong(), in.readLong(), in.readLong()), in.readLong(), in.readLong()));
    }
    return unreported;
  }

  private static void writeSlices(DataOutputStream out, List<FrameSlice> slices)
      throws IOException {
    out.writeInt(slices.size());
    for (FrameSlice slice : slices) {
      out.writeLong(slice.firstSeq());
      out.writeInt(slice.lines());
      writeOctets(out, slice.frames(), slice.from(), slice.octets());
    }
  }

  private static List<FrameSlice> readSlices(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<FrameSlice> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slices.add(FrameSlice.of(in.readLong(), in.readInt(), readOctets(in)));
    }
    return slices;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    writeOctets(out, octets, 0, octets.length);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readOctets(in), StandardCharsets.UTF_8);
  }

  private static void writeOctets(DataOutputStream out, byte[] octets, int from, int length)
      throws IOException {
    out.writeInt(length);
    out.write(octets, from, length);
  }

  private static byte[] readOctets(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IllegalArgumentException("a drain's snapshot is cut off");
    }
    return in.readNBytes(length);
  }
}
