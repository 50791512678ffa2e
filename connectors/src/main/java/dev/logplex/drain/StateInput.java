package dev.logplex.drain;

import dev.logplex.model.LossReason;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link StateOutput} wrote. */
final class StateInput {

  /** Reads one value. */
  interface Reading<T> {
    T from(StateInput in) throws IOException;
  }

  final DataInputStream data;
  private final byte[] octets;

  private StateInput(byte[] octets) {
    this.octets = octets;
    this.data = new DataInputStream(new ByteArrayInputStream(octets));
  }

  /**
   * @param what the value is, for the error
   * @throws IllegalArgumentException if the octets are not that value
   */
  static <T> T read(String what, byte[] octets, Reading<T> reading) {
    try {
      return reading.from(new StateInput(octets));
    } catch (IOException e) {
      throw new IllegalArgumentException(what + " is cut off", e);
    }
  }

  String text() throws IOException {
    return new String(octets(), StandardCharsets.UTF_8);
  }

  byte[] octets() throws IOException {
    return data.readNBytes(length());
  }

  Books books() throws IOException {
    long routed = data.readLong();
    long delivered = data.readLong();
    Map<LossReason, Long> dropped = new EnumMap<>(LossReason.class);
    for (int i = data.readUnsignedByte(); i > 0; i--) {
      dropped.put(LossReason.valueOf(data.readUTF()), data.readLong());
    }
    return new Books(routed, delivered, dropped);
  }

  LossNotice notice() throws IOException {
    return new LossNotice(data.readLong(), data.readLong());
  }

  Map<LossReason, LossReports.Tally> tallies() throws IOException {
    Map<LossReason, LossReports.Tally> tallies = new EnumMap<>(LossReason.class);
    for (int i = data.readUnsignedByte(); i > 0; i--) {
      tallies.put(
          LossReason.valueOf(data.readUTF()),
          new LossReports.Tally(
              new Span(data.readLong(), data.readLong(), data.readLong()),
              data.readLong(),
              data.readLong()));
    }
    return tallies;
  }

  /** The slices lie in the array that is read. */
  List<FrameSlice> slices() throws IOException {
    int count = data.readInt();
    List<FrameSlice> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long firstSeq = data.readLong();
      int lines = data.readInt();
      int length = length();
      int from = octets.length - data.available();
      slices.add(new FrameSlice(firstSeq, lines, octets, from, from + length));
      data.skipNBytes(length);
    }
    return slices;
  }

  DeliveryLog log() throws IOException {
    long lastSuccess = data.readLong();
    long latency = data.readLong();
    long lastFailure = data.readLong();
    int failures = data.readInt();
    DrainStatus.Failure failure =
        data.readBoolean() ? new DrainStatus.Failure(text(), data.readInt(), text()) : null;
    return new DeliveryLog(lastSuccess, latency, lastFailure, failure, failures);
  }

  private int length() throws IOException {
    int length = data.readInt();
    if (length < 0 || length > data.available()) {
      throw new EOFException();
    }
    return length;
  }
}
