package dev.logplex.kafka;

import dev.logplex.model.LogBatch;
import dev.logplex.model.Reach;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The one place that knows how a {@link LogBatch} is written as a Kafka value:
 *
 * <pre>{@code version:1  configVersion:8  receivedAt:8  lines:4  reach:1  frames:rest}</pre>
 *
 * big-endian. Version 1, which is still read, has no reach. The channel is the record's key.
 */
public final class LogBatchCodec {

  private static final byte VERSION = 2;
  private static final byte WITHOUT_REACH = 1;
  private static final int HEADER = 1 + 8 + 8 + 4 + 1;

  /** Kafka header: two batches of a channel with the same value hold the same lines. */
  public static final String DEDUPE_HEADER = "logplex-dedupe-id";

  private LogBatchCodec() {}

  public static byte[] encode(LogBatch batch) {
    return ByteBuffer.allocate(HEADER + batch.frames().length)
        .put(VERSION)
        .putLong(batch.configVersion())
        .putLong(batch.receivedAt())
        .putInt(batch.lines())
        .put(batch.reach().toOctet())
        .put(batch.frames())
        .array();
  }

  /**
   * @throws IllegalArgumentException if the value is not a batch of a known version
   */
  public static LogBatch decode(String channel, byte[] value) {
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      byte version = in.get();
      if (version != VERSION && version != WITHOUT_REACH) {
        throw new IllegalArgumentException("unknown batch version " + version);
      }
      long configVersion = in.getLong();
      long receivedAt = in.getLong();
      int lines = in.getInt();
      Reach reach = version == WITHOUT_REACH ? Reach.EVERYWHERE : Reach.of(in.get());
      byte[] frames = new byte[in.remaining()];
      in.get(frames);
      return new LogBatch(channel, configVersion, receivedAt, lines, frames, reach);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a batch of only " + value.length + " octets", e);
    }
  }
}
