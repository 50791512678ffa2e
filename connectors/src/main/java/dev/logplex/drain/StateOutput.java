package dev.logplex.drain;

import dev.logplex.model.LossReason;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes what drains keep in state. {@link StateInput} reads it. */
final class StateOutput {

  /** Writes one value. */
  interface Writing {
    void to(StateOutput out) throws IOException;
  }

  /** Beside the octets of its frames; see {@link #slices}. */
  static final int SLICE_HEADER = 16;

  final DataOutputStream data;

  private StateOutput(DataOutputStream data) {
    this.data = data;
  }

  /**
   * @param expected about as many octets as it takes: growing would copy long ones again and again
   */
  static byte[] octets(int expected, Writing writing) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(expected);
    try (DataOutputStream data = new DataOutputStream(octets)) {
      writing.to(new StateOutput(data));
    } catch (IOException e) {
      throw new UncheckedIOException("an array can always be written", e);
    }
    return octets.toByteArray();
  }

  void text(String text) throws IOException {
    octets(text.getBytes(StandardCharsets.UTF_8));
  }

  void octets(byte[] octets) throws IOException {
    octets(octets, 0, octets.length);
  }

  void books(Books books) throws IOException {
    data.writeLong(books.routed());
    data.writeLong(books.delivered());
    data.writeByte(LossReason.values().length);
    for (LossReason reason : LossReason.values()) {
      data.writeUTF(reason.name());
      data.writeLong(books.dropped(reason));
    }
  }

  void notice(LossNotice notice) throws IOException {
    data.writeLong(notice.count());
    data.writeLong(notice.since());
  }

  void tallies(Map<LossReason, LossReports.Tally> tallies) throws IOException {
    data.writeByte(tallies.size());
    for (Map.Entry<LossReason, LossReports.Tally> entry : tallies.entrySet()) {
      LossReports.Tally tally = entry.getValue();
      data.writeUTF(entry.getKey().name());
      data.writeLong(tally.span().lines());
      data.writeLong(tally.span().firstSeq());
      data.writeLong(tally.span().lastSeq());
      data.writeLong(tally.since());
      data.writeLong(tally.until());
    }
  }

  void slices(List<FrameSlice> slices) throws IOException {
    data.writeInt(slices.size());
    for (FrameSlice slice : slices) {
      data.writeLong(slice.firstSeq());
      data.writeInt(slice.lines());
      octets(slice.frames(), slice.from(), slice.octets());
    }
  }

  void log(DeliveryLog log) throws IOException {
    data.writeLong(log.lastSuccess());
    data.writeLong(log.latency());
    data.writeLong(log.lastFailure());
    data.writeInt(log.failures());
    DrainStatus.Failure failure = log.failure();
    data.writeBoolean(failure != null);
    if (failure != null) {
      text(failure.kind());
      data.writeInt(failure.status());
      text(failure.detail());
    }
  }

  private void octets(byte[] octets, int from, int length) throws IOException {
    data.writeInt(length);
    data.write(octets, from, length);
  }
}
