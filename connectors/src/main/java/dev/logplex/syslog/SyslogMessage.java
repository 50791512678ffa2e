package dev.logplex.syslog;

/**
 * One message as a source sent it, found in place: a set of offsets into the caller's array, to be
 * used again for the next message. The grammar is RFC 5424's header, as liberal as Logplex's
 * patterns:
 *
 * <pre>{@code <PRI>VERSION SP TIME SP HOST SP APP-NAME SP PROCID SP MSGID [SP SD] [SP CONTENT]}
 * </pre>
 *
 * <ul>
 *   <li>PRI is any number of digits, taken modulo 256.
 *   <li>The next six are one or more octets other than ASCII white space and controls, one space
 *       apart. They are not interpreted.
 *   <li>SD is a dash, or one or more {@code [...]} in which a backslash escapes the octet behind
 *       it; a space or the end of the message follows. Where there is none, as in the single-dash
 *       example of Logplex's own input document, everything behind MSGID and its space is the
 *       content.
 *   <li>CONTENT is any octets, line ends included; empty if the message ends before it.
 * </ul>
 *
 * The offsets hold after {@link #parse} has returned true and until the array changes. Not safe for
 * use by several threads.
 */
public final class SyslogMessage {

  private byte[] octets;
  private int priority;
  private int versionFrom;
  private int versionTo;
  private int timeTo;
  private int hostTo;
  private int appNameTo;
  private int procIdTo;
  private int contentFrom;
  private int contentTo;
  private MessageError error;
  private int errorOffset;

  /**
   * Reads the message between {@code from} and {@code to}. Never reads outside of them.
   *
   * @return whether it is one; if not, {@link #error} and {@link #errorOffset} tell why
   */
  public boolean parse(byte[] octets, int from, int to) {
    this.octets = octets;
    versionFrom = priority(from, to);
    return versionFrom > 0
        && (versionTo = field(MessageError.VERSION, versionFrom, to)) > 0
        && (timeTo = field(MessageError.TIME, versionTo + 1, to)) > 0
        && (hostTo = field(MessageError.HOST, timeTo + 1, to)) > 0
        && (appNameTo = field(MessageError.APP_NAME, hostTo + 1, to)) > 0
        && (procIdTo = field(MessageError.PROC_ID, appNameTo + 1, to)) > 0
        && rest(procIdTo + 1, to);
  }

  /** Where the part behind {@code >} starts, or -1. */
  private int priority(int from, int to) {
    if (from >= to || octets[from] != '<') {
      return fail(MessageError.PRIORITY, from);
    }
    int number = 0;
    int i = from + 1;
    for (; i < to; i++) {
      int digit = octets[i] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = number * 10 + digit & 0xff;
    }
    if (i == to || octets[i] != '>' || i == from + 1) {
      return fail(MessageError.PRIORITY, i);
    }
    priority = number;
    return i + 1;
  }

  /** Where the space behind the field at {@code from} is, or -1. */
  private int field(MessageError part, int from, int to) {
    int end = Fields.end(octets, from, to);
    return end > from && end < to && octets[end] == ' ' ? end : fail(part, end);
  }

  private boolean rest(int msgIdFrom, int to) {
    int msgIdTo = Fields.end(octets, msgIdFrom, to);
    boolean last = atEnd(msgIdTo, to);
    if (msgIdTo == msgIdFrom || !last && octets[msgIdTo] != ' ') {
      fail(MessageError.MSG_ID, msgIdTo);
      return false;
    }
    contentFrom = last ? msgIdTo : content(msgIdTo + 1, to);
    contentTo = to;
    return true;
  }

  /** Where the content starts, given the offset behind MSGID and its space. */
  private int content(int from, int to) {
    int sdTo = structuredDataEnd(from, to);
    if (sdTo > from && atEnd(sdTo, to)) {
      return sdTo;
    }
    return sdTo > from && octets[sdTo] == ' ' ? sdTo + 1 : from;
  }

  /** The end of the message, or of its only line. */
  private boolean atEnd(int offset, int to) {
    return offset == to || offset == to - 1 && octets[offset] == '\n';
  }

  /** Where the structured data at {@code from} ends; {@code from} if there is none. */
  private int structuredDataEnd(int from, int to) {
    if (from < to && octets[from] == '-') {
      return from + 1;
    }
    int end = from;
    int i = from;
    while (i < to && octets[i] == '[') {
      i++;
      while (i < to && octets[i] != ']') {
        i += octets[i] == '\\' ? 2 : 1;
      }
      if (i >= to) {
        return from;
      }
      i++;
      end = i;
    }
    return end;
  }

  private int fail(MessageError part, int offset) {
    error = part;
    errorOffset = offset;
    return -1;
  }

  /**
   * Where the token of a message for any channel starts, by Logplex's rule: of the five parts that
   * runs of spaces split the message into, the fourth has to start with {@code t.}. It ends at
   * {@link #tokenEnd}.
   *
   * @return -1 if there is none
   */
  public static int tokenStart(byte[] octets, int from, int to) {
    int i = from;
    for (int part = 0; part < 3; part++) {
      while (i < to && octets[i] != ' ') {
        i++;
      }
      while (i < to && octets[i] == ' ') {
        i++;
      }
    }
    boolean token = i + 2 <= to && octets[i] == 't' && octets[i + 1] == '.';
    return token && tokenEnd(octets, i, to) < to ? i : -1;
  }

  /** Where the token that starts at {@code start} ends: at the next space. */
  public static int tokenEnd(byte[] octets, int start, int to) {
    int i = start;
    while (i < to && octets[i] != ' ') {
      i++;
    }
    return i;
  }

  /** The array that the offsets are for. */
  public byte[] octets() {
    return octets;
  }

  /** Facility times 8 plus severity, 0 to 255. */
  public int priority() {
    return priority;
  }

  public int versionFrom() {
    return versionFrom;
  }

  public int versionTo() {
    return versionTo;
  }

  public int timeFrom() {
    return versionTo + 1;
  }

  public int timeTo() {
    return timeTo;
  }

  public int hostFrom() {
    return timeTo + 1;
  }

  public int hostTo() {
    return hostTo;
  }

  public int appNameFrom() {
    return hostTo + 1;
  }

  public int appNameTo() {
    return appNameTo;
  }

  public int procIdFrom() {
    return appNameTo + 1;
  }

  public int procIdTo() {
    return procIdTo;
  }

  public int contentFrom() {
    return contentFrom;
  }

  public int contentTo() {
    return contentTo;
  }

  /** After a failed {@link #parse}: which part is missing or malformed. */
  public MessageError error() {
    return error;
  }

  /** After a failed {@link #parse}: the offset of the first octet that does not fit. */
  public int errorOffset() {
    return errorOffset;
  }
}
