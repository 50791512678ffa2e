package dev.logplex.standalone.replay;

import dev.logplex.frame.OctetBuffer;
import dev.logplex.syslog.CanonicalLine;
import dev.logplex.syslog.JsonLine;
import dev.logplex.syslog.JsonText;
import dev.logplex.syslog.SessionLine;
import java.nio.charset.StandardCharsets;

/** How lines are printed. */
enum LineForm {
  /** As a session shows them. */
  LINES {
    @Override
    void append(String channel, long seq, CanonicalLine line, OctetBuffer out) {
      SessionLine.append(line, out);
    }
  },
  /** Canonical frames, as drains get them. */
  LOGPLEX {
    @Override
    void append(String channel, long seq, CanonicalLine line, OctetBuffer out) {
      out.append(line.frames(), line.frameFrom(), line.frameTo());
    }
  },
  /** An object a line, which names the channel and the line's number in it. */
  JSON {
    @Override
    void append(String channel, long seq, CanonicalLine line, OctetBuffer out) {
      byte[] id = channel.getBytes(StandardCharsets.UTF_8);
      out.append(ascii("{\"channel\":\""));
      JsonText.append(id, 0, id.length, out);
      out.append(ascii("\",\"seq\":" + seq + ","));
      OctetBuffer object = new OctetBuffer(512);
      JsonLine.append(line, object);
      out.append(object.array(), 1, object.size());
    }
  };

  abstract void append(String channel, long seq, CanonicalLine line, OctetBuffer out);

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
