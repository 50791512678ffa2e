package dev.logplex.gateway.tail;

/**
 * One reader's connection. It fetches from its {@link TailSource} what it can take. No method ever
 * waits for the reader.
 */
interface TailSink {

  /** The source may have something. Any thread may call it. */
  void wake();

  /** Whether octets handed over are still waiting for the reader. Takes no lock. */
  boolean busy();

  /** Whether the reader has closed its side. */
  boolean abandoned();

  /** Closes the connection as it is. */
  void cut(Throwable cause);
}
