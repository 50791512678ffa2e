package dev.logplex.gateway.tail;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.SessionLine;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How a session's lines look on the wire. */
enum LineFormat {
  /** Bare lines, as Logplex sends them; the media type is its own, too. */
  PLAIN("text/html") {
    @Override
    void append(long seq, CanonicalLine line, OctetBuffer out) {
      SessionLine.append(line, out);
    }
  },

  /** Server-Sent Events, one a line, its id the line's sequence number. */
  EVENTS("text/event-stream") {
    @Override
    void append(long seq, CanonicalLine line, OctetBuffer out) {
      OctetBuffer text = new OctetBuffer(256);
      SessionLine.append(line, text);
      out.append(("id: " + seq + "\n").getBytes(StandardCharsets.US_ASCII));
      appendData(text.array(), text.size() - 1, out);
      out.append((byte) '\n');
    }
  };

  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

  private final String contentType;

  LineFormat(String contentType) {
    this.contentType = contentType;
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

  abstract void append(long seq, CanonicalLine line, OctetBuffer out);

  /** A field for each line of the text: CR, LF and CR LF all end a line in an event. */
  private static void appendData(byte[] text, int length, OctetBuffer out) {
    int start = 0;
    while (true) {
      int end = start;
      while (end < length && text[end] != '\n' && text[end] != '\r') {
        end++;
      }
      out.append(DATA);
      out.append(text, start, end);
      out.append((byte) '\n');
      if (end == length) {
        return;
      }
      boolean crLf = text[end] == '\r' && end + 1 < length && text[end + 1] == '\n';
      start = end + (crLf ? 2 : 1);
    }
  }
}
