package dev.logplex.kafka;

import dev.logplex.model.TailBatch;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How a {@link TailBatch} is written as a value of {@link Topics#TAIL}:
 *
 * <pre>{@code version:1  kind:1  incarnation:8  firstSeq:8  lines:4  frames-or-request:rest}</pre>
 *
 * big-endian. The channel is the record's key.
 */
public final class TailBatchCodec {

  private static final byte VERSION = 1;
  private static final byte LINES = 1;
  private static final byte MARKER = 2;
  private static final int HEADER = 1 + 1 + 8 + 8 + 4;

  private TailBatchCodec() {}

  public static byte[] encode(TailBatch batch) {
    byte[] rest =
        batch.isMarker() ? batch.request().getBytes(StandardCharsets.UTF_8) : batch.frames();
    return ByteBuffer.allocate(HEADER + rest.length)
        .put(VERSION)
        .put(batch.isMarker() ? MARKER : LINES)
        .putLong(batch.incarnation())
        .putLong(batch.firstSeq())
        .putInt(batch.lines())
        .put(rest)
        .array();
  }

  /**
   * @throws IllegalArgumentException if the value is not of a known version
   */
  public static TailBatch decode(String channel, byte[] value) {
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      byte version = in.get();
      byte kind = in.get();
      if (version != VERSION || (kind != LINES && kind != MARKER)) {
        throw new IllegalArgumentException("unknown tail batch version " + version + "." + kind);
      }
      long incarnation = in.getLong();
      long firstSeq = in.getLong();
      int lines = in.getInt();
      byte[] rest = new byte[in.remaining()];
      in.get(rest);
      return kind == LINES
          ? TailBatch.lines(channel, incarnation, firstSeq, lines, rest)
          : TailBatch.marker(
              channel, incarnation, firstSeq, new String(rest, StandardCharsets.UTF_8));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a tail batch of only " + value.length + " octets", e);
    }
  }
}
