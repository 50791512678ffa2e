package dev.logplex.frame;

/**
 * Takes what a {@link FrameScanner} or {@link FrameDecoder} finds, in the order of the input. The
 * arrays belong to the caller and may be overwritten after the call: copy what is to be kept.
 */
public interface FrameSink {

  /** One message: the octets that a count announced, at least one. */
  void frame(byte[] octets, int from, int to);

  /**
   * Text, up to and without its LF or CR LF, where a frame should have been; reading goes on behind
   * it. A {@link FrameDecoder} does not keep such text: the range then holds only what the last
   * feed brought of it, maybe nothing.
   */
  void malformed(byte[] octets, int from, int to, FrameError error);
}
