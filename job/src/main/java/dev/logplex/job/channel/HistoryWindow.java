package dev.logplex.job.channel;

import dev.logplex.job.state.ImmutableSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Where a channel's lines lie: which slots hold its history, and which sequence number comes next.
 * Written back once a batch, so it stays small: a chunk is closed at {@link
 * HistorySlots#CHUNK_LINES} lines or {@link HistorySlots#CHUNK_OCTETS} octets, which bounds their
 * number.
 *
 * @param nextSeq sequence number of the next line, from 1
 * @param chunks closed chunks, oldest first
 * @param tail batches in the tail slots that are in no closed chunk yet
 * @param tailLines lines in them
 * @param tailOctets octets in them
 * @param touchedAt when the channel last had lines, milliseconds since the epoch
 * @param timerAt when the channel's timer fires; 0 without one
 * @param drainLead how far the sequence that drains see is ahead of this one: lines so far that
 *     drains alone got, less those that drains did not get
 * @param interrupted whether lines behind those that are kept are not kept
 */
record HistoryWindow(
    long nextSeq,
    List<Chunk> chunks,
    int tail,
    int tailLines,
    int tailOctets,
    long touchedAt,
    long timerAt,
    long drainLead,
    boolean interrupted) {

  static final HistoryWindow EMPTY = new HistoryWindow(1, List.of(), 0, 0, 0, 0, 0, 0, false);

  HistoryWindow {
    chunks = List.copyOf(chunks);
  }

  /**
   * A closed chunk.
   *
   * @param slot where it lies, from 0
   */
  record Chunk(int slot, int lines, int octets) {}

  /** The same place in the sequence, with no line kept. */
  HistoryWindow withoutLines() {
    return new HistoryWindow(nextSeq, List.of(), 0, 0, 0, touchedAt, timerAt, drainLead, false);
  }

  /** The same lines, with the sequence advanced over lines that are not kept. */
  HistoryWindow advancedBy(int lines) {
    return new HistoryWindow(
        nextSeq + lines,
        chunks,
        tail,
        tailLines,
        tailOctets,
        touchedAt,
        timerAt,
        drainLead,
        tail > 0 || !chunks.isEmpty());
  }

  /** The same place in this sequence, with that of the drains so many lines ahead or behind. */
  HistoryWindow withDrainsAhead(int lines) {
    return new HistoryWindow(
        nextSeq,
        chunks,
        tail,
        tailLines,
        tailOctets,
        touchedAt,
        timerAt,
        drainLead + lines,
        interrupted);
  }

  /** Number of the next line in the sequence that drains see. */
  long nextDrainSeq() {
    return nextSeq + drainLead;
  }

  /** With one more batch in the tail slots. */
  HistoryWindow withTailBatch(int lines, int octets) {
    return new HistoryWindow(
        nextSeq + lines,
        chunks,
        tail + 1,
        tailLines + lines,
        tailOctets + octets,
        touchedAt,
        timerAt,
        drainLead,
        interrupted);
  }

  /** With other chunks, the tail slots free, and the sequence at {@code nextSeq}. */
  HistoryWindow withChunks(List<Chunk> newChunks, long newNextSeq) {
    return new HistoryWindow(
        newNextSeq, newChunks, 0, 0, 0, touchedAt, timerAt, drainLead, interrupted);
  }

  HistoryWindow touched(long now) {
    return new HistoryWindow(
        nextSeq, chunks, tail, tailLines, tailOctets, now, timerAt, drainLead, interrupted);
  }

  HistoryWindow withTimer(long at) {
    return new HistoryWindow(
        nextSeq, chunks, tail, tailLines, tailOctets, touchedAt, at, drainLead, interrupted);
  }

  /** Layout in keyed state. */
  public static final class Serializer extends ImmutableSerializer<HistoryWindow> {

    static final Serializer INSTANCE = new Serializer();
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 2;
    private static final int ONE_SEQUENCE = 1;

    @Override
    public void serialize(HistoryWindow window, DataOutputView out) throws IOException {
      out.writeByte(VERSION);
      out.writeLong(window.nextSeq);
      out.writeShort(window.chunks.size());
      for (Chunk chunk : window.chunks) {
        out.writeShort(chunk.slot);
        out.writeInt(chunk.lines);
        out.writeInt(chunk.octets);
      }
      out.writeInt(window.tail);
      out.writeInt(window.tailLines);
      out.writeInt(window.tailOctets);
      out.writeLong(window.touchedAt);
      out.writeLong(window.timerAt);
      out.writeLong(window.drainLead);
      out.writeBoolean(window.interrupted);
    }

    @Override
    public HistoryWindow deserialize(DataInputView in) throws IOException {
      int version = readVersion(in, VERSION);
      long nextSeq = in.readLong();
      int count = in.readShort();
      List<Chunk> chunks = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        chunks.add(new Chunk(in.readShort(), in.readInt(), in.readInt()));
      }
      return new HistoryWindow(
          nextSeq,
          chunks,
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readLong(),
          in.readLong(),
          version == ONE_SEQUENCE ? 0 : in.readLong(),
          version != ONE_SEQUENCE && in.readBoolean());
    }

    @Override
    public TypeSerializerSnapshot<HistoryWindow> snapshotConfiguration() {
      return new Snapshot();
    }

    /** Found by name in savepoints: neither rename nor move. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<HistoryWindow> {
      public Snapshot() {
        super(() -> INSTANCE);
      }
    }
  }
}
