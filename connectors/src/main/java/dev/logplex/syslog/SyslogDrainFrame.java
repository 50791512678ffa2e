package dev.logplex.syslog;

import dev.logplex.frame.OctetBuffer;

/**
 * A line as syslog drains send it, octet-counted RFC 5424 with the drain's token as the hostname:
 *
 * <pre>{@code <len> SP <PRI>1 TIME DRAIN-TOKEN SOURCE PS - - CONTENT LF}</pre>
 */
public final class SyslogDrainFrame {

  private static final byte[] NO_MESSAGE_ID_NO_SD = {' ', '-', ' ', '-', ' '};

  private SyslogDrainFrame() {}

  /**
   * @param drainToken {@code d.} and a UUID
   */
  public static void append(CanonicalLine line, byte[] drainToken, OctetBuffer out) {
    byte[] frames = line.frames();
    int head = line.timeTo() - line.messageFrom();
    int process = line.psTo() - line.sourceFrom();
    int content = line.contentTo() - line.contentFrom();
    out.appendDecimal(
        head + 1 + drainToken.length + 1 + process + NO_MESSAGE_ID_NO_SD.length + content);
    out.append((byte) ' ');
    out.append(frames, line.messageFrom(), line.timeTo());
    out.append((byte) ' ');
    out.append(drainToken);
    out.append((byte) ' ');
    out.append(frames, line.sourceFrom(), line.psTo());
    out.append(NO_MESSAGE_ID_NO_SD);
    out.append(frames, line.contentFrom(), line.contentTo());
  }
}
