package dev.logplex.syslog;

import dev.logplex.frame.OctetBuffer;

/**
 * Writes lines as canonical frames (see {@link dev.logplex.frame.Frames}):
 *
 * <pre>{@code <len> SP <PRI>1 TIME host SOURCE PS - CONTENT LF}</pre>
 *
 * The LF is added only if the content does not end with one already. Not safe for use by several
 * threads.
 */
public final class CanonicalWriter {

  static final byte[] HOST = {' ', 'h', 'o', 's', 't', ' '};
  static final byte[] NO_MESSAGE_ID = {' ', '-', ' '};

  private final OctetBuffer out;
  private int lines;

  /**
   * @param out where the frames go
   */
  public CanonicalWriter(OctetBuffer out) {
    this.out = out;
  }

  /**
   * Appends a message with the source its token stands for; what it says itself as APP-NAME, HOST,
   * MSGID and structured data is left out, as Logplex's drains do.
   *
   * @param source see {@link SourceName#octets}
   */
  public void append(SyslogMessage message, byte[] source) {
    byte[] octets = message.octets();
    append(
        message.priority(),
        octets,
        message.timeFrom(),
        message.timeTo(),
        source,
        octets,
        message.procIdFrom(),
        message.procIdTo(),
        octets,
        message.contentFrom(),
        message.contentTo());
  }

  /**
   * Appends a line that the system makes itself.
   *
   * @param pri 0 to 255
   * @param time a field: not empty, without white space and controls
   * @param source a field, see {@link SourceName#octets}
   * @param ps a field
   * @param content any octets between {@code from} and {@code to}
   * @throws IllegalArgumentException if the priority or a field is none; nothing is appended then
   */
  public void append(
      int pri, byte[] time, byte[] source, byte[] ps, byte[] content, int from, int to) {
    if (pri < 0 || pri > 255) {
      throw new IllegalArgumentException("a priority is 0 to 255, not " + pri);
    }
    checkField("time", time);
    checkField("source", source);
    checkField("ps", ps);
    append(pri, time, 0, time.length, source, ps, 0, ps.length, content, from, to);
  }

  private void append(
      int pri,
      byte[] time,
      int timeFrom,
      int timeTo,
      byte[] source,
      byte[] ps,
      int psFrom,
      int psTo,
      byte[] content,
      int contentFrom,
      int contentTo) {
    boolean addLf = contentFrom == contentTo || content[contentTo - 1] != '\n';
    int priLength = OctetBuffer.decimalLength(pri);
    int length =
        priLength
            + ("<>1 ".length() + HOST.length + " ".length() + NO_MESSAGE_ID.length)
            + (timeTo - timeFrom)
            + source.length
            + (psTo - psFrom)
            + (contentTo - contentFrom)
            + (addLf ? 1 : 0);
    int lengthLength = OctetBuffer.decimalLength(length);
    int at = out.extend(lengthLength + 1 + length);
    byte[] array = out.array();
    OctetBuffer.putDecimal(length, array, at, at + lengthLength);
    at += lengthLength;
    array[at++] = ' ';
    array[at++] = '<';
    OctetBuffer.putDecimal(pri, array, at, at + priLength);
    at += priLength;
    array[at++] = '>';
    array[at++] = '1';
    array[at++] = ' ';
    at = put(time, timeFrom, timeTo, array, at);
    at = put(HOST, 0, HOST.length, array, at);
    at = put(source, 0, source.length, array, at);
    array[at++] = ' ';
    at = put(ps, psFrom, psTo, array, at);
    at = put(NO_MESSAGE_ID, 0, NO_MESSAGE_ID.length, array, at);
    at = put(content, contentFrom, contentTo, array, at);
    if (addLf) {
      array[at] = '\n';
    }
    lines++;
  }

  private static int put(byte[] octets, int from, int to, byte[] array, int at) {
    System.arraycopy(octets, from, array, at, to - from);
    return at + to - from;
  }

  private static void checkField(String name, byte[] field) {
    if (field.length == 0 || Fields.end(field, 0, field.length) < field.length) {
      throw new IllegalArgumentException(name + " is empty or has white space or controls");
    }
  }

  /** Frames written since the last {@link #clear}. */
  public int lines() {
    return lines;
  }

  /** Where the frames are. */
  public OctetBuffer buffer() {
    return out;
  }

  /** Forgets the frames and their count. */
  public void clear() {
    out.clear();
    lines = 0;
  }
}
