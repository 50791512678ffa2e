package dev.logplex.syslog;

import dev.logplex.frame.OctetBuffer;

/** A line as sessions and tails show it: {@code TIME SP SOURCE[PS]: SP CONTENT LF}. */
public final class SessionLine {

  private SessionLine() {}

  public static void append(CanonicalLine line, OctetBuffer out) {
    byte[] frames = line.frames();
    out.append(frames, line.timeFrom(), line.timeTo());
    out.append((byte) ' ');
    out.append(frames, line.sourceFrom(), line.sourceTo());
    out.append((byte) '[');
    out.append(frames, line.psFrom(), line.psTo());
    out.append((byte) ']');
    out.append((byte) ':');
    out.append((byte) ' ');
    out.append(frames, line.contentFrom(), line.contentTo());
  }
}
