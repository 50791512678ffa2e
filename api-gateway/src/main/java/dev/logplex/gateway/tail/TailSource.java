package dev.logplex.gateway.tail;

import java.nio.ByteBuffer;

/** What a {@link TailSink} writes. */
interface TailSource {

  /** Instead of octets: there will be no more. */
  ByteBuffer END = ByteBuffer.allocate(0);

  /**
   * The next octets, not changed while they are written; null if there are none at the moment. The
   * sink asks again when they are written, or when it is woken.
   */
  ByteBuffer next();

  /** Everything is written, or the connection broke. Called once. */
  void closed();
}
