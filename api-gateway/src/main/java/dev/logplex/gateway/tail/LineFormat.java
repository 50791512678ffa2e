package dev.logplex.gateway.tail;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.SessionLine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** How a session's lines look on the wire. */
enum LineFormat {
  /**
   * Bare lines, as Logplex sends them; the media type is its own, too. Nothing that is no line may
   * be sent, so a quiet tail is silent.
   */
  PLAIN("text/html", "", "") {
    @Override
    byte[] farewell(Duration absence) {
      return new byte[0];
    }

    @Override
    void append(long seq, CanonicalLine line, OctetBuffer out) {
      SessionLine.append(line, out);
    }

    @Override
    void appendNotice(byte[] line, OctetBuffer out) {
      out.append(line);
    }
  },

  /**
   * Server-Sent Events, one a line, its id the line's sequence number. Notices have no id: the
   * client keeps that of the line before, and resumes behind it.
   */
  EVENTS("text/event-stream", "retry: 1000\n\n", ": heartbeat\n\n") {
    @Override
    byte[] farewell(Duration absence) {
      return ascii("retry: " + absence.toMillis() + "\n\n");
    }

    @Override
    void append(long seq, CanonicalLine line, OctetBuffer out) {
      out.append(ID);
      appendDecimal(seq, out);
      out.append(LF);
      byte[] frames = line.frames();
      out.append(DATA);
      out.append(frames, line.timeFrom(), line.timeTo());
      out.append((byte) ' ');
      out.append(frames, line.sourceFrom(), line.sourceTo());
      out.append((byte) '[');
      out.append(frames, line.psFrom(), line.psTo());
      out.append(PS_END);
      appendText(frames, line.contentFrom(), line.contentEndWithoutLf(), out);
      out.append(LF);
    }

    @Override
    void appendNotice(byte[] line, OctetBuffer out) {
      out.append(DATA);
      appendText(line, 0, line.length - 1, out);
      out.append(LF);
    }
  };

  private static final byte LF = '\n';
  private static final byte[] ID = ascii("id: ");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] PS_END = ascii("]: ");

  private final String contentType;
  private final byte[] opening;
  private final byte[] heartbeat;

  LineFormat(String contentType, String opening, String heartbeat) {
    this.contentType = contentType;
    this.opening = ascii(opening);
    this.heartbeat = ascii(heartbeat);
  }

  /**
   * Headers of the answer. Lines are made by strangers and the media type invites browsers to show
   * them as a page: the policy keeps such a page from doing anything.
   */
  Map<String, String> headers() {
    return Map.of(
        "Content-Type", contentType,
        "Connection", "close",
        "Cache-Control", "no-cache",
        "X-Content-Type-Options", "nosniff",
        "Content-Security-Policy", "default-src 'none'; sandbox");
  }

  String contentType() {
    return contentType;
  }

  /** What a tail starts with; may be empty. */
  byte[] opening() {
    return opening;
  }

  /** What a tail sends when there is nothing to say; empty if it may say nothing. */
  byte[] heartbeat() {
    return heartbeat;
  }

  /** What a tail ends with that its reader shall open again after a while; may be empty. */
  abstract byte[] farewell(Duration absence);

  abstract void append(long seq, CanonicalLine line, OctetBuffer out);

  /**
   * Appends a line of Logplex itself.
   *
   * @param line ends with LF
   */
  abstract void appendNotice(byte[] line, OctetBuffer out);

  /** The notice alone. */
  byte[] notice(byte[] line) {
    OctetBuffer out = new OctetBuffer(line.length + DATA.length + 1);
    appendNotice(line, out);
    return out.toByteArray();
  }

  /** Goes on in a field, with a new one for each line: CR, LF and CR LF all end a line. */
  private static void appendText(byte[] text, int from, int to, OctetBuffer out) {
    int start = from;
    int end = from;
    while (end < to) {
      byte octet = text[end];
      if (octet == '\n' || octet == '\r') {
        out.append(text, start, end);
        out.append(LF);
        out.append(DATA);
        boolean crLf = octet == '\r' && end + 1 < to && text[end + 1] == '\n';
        end += crLf ? 2 : 1;
        start = end;
      } else {
        end++;
      }
    }
    out.append(text, start, to);
    out.append(LF);
  }

  private static void appendDecimal(long number, OctetBuffer out) {
    if (number <= Integer.MAX_VALUE) {
      out.appendDecimal((int) number);
    } else {
      out.append(ascii(Long.toString(number)));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
