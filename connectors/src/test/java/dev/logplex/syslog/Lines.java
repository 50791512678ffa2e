package dev.logplex.syslog;

import dev.logplex.frame.OctetBuffer;
import java.nio.charset.StandardCharsets;

/** Canonical lines for tests. */
final class Lines {

  private Lines() {}

  /** A cursor on the only line. Texts are written in UTF-8. */
  static CanonicalLine line(int pri, String source, String ps, String content) {
    byte[] octets = content.getBytes(StandardCharsets.UTF_8);
    return line(pri, source, ps, octets);
  }

  static CanonicalLine line(int pri, String source, String ps, byte[] content) {
    CanonicalWriter writer = new CanonicalWriter(new OctetBuffer(64));
    writer.append(
        pri,
        "2026-03-01T08:15:30.000123+00:00".getBytes(StandardCharsets.UTF_8),
        SourceName.octets(source),
        ps.getBytes(StandardCharsets.UTF_8),
        content,
        0,
        content.length);
    byte[] frames = writer.buffer().toByteArray();
    CanonicalLine line = new CanonicalLine().over(frames, 0, frames.length);
    line.next();
    return line;
  }
}
