package dev.logplex.syslog;

import dev.logplex.frame.OctetBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A line as one object of newline-delimited JSON:
 *
 * <pre>{@code
 * {"pri":190,"facility":23,"severity":6,"time":"…","source":"app","ps":"web.1","message":"…"}
 * }</pre>
 *
 * The message is without the LF that ends it. Octets that are no UTF-8 become U+FFFD.
 */
public final class JsonLine {

  private static final byte[] PRI = ascii("{\"pri\":");
  private static final byte[] FACILITY = ascii(",\"facility\":");
  private static final byte[] SEVERITY = ascii(",\"severity\":");
  private static final byte[] TIME = ascii(",\"time\":\"");
  private static final byte[] SOURCE = ascii("\",\"source\":\"");
  private static final byte[] PS = ascii("\",\"ps\":\"");
  private static final byte[] MESSAGE = ascii("\",\"message\":\"");
  private static final byte[] END = ascii("\"}\n");

  private JsonLine() {}

  public static void append(CanonicalLine line, OctetBuffer out) {
    byte[] frames = line.frames();
    out.append(PRI);
    out.appendDecimal(line.priority());
    out.append(FACILITY);
    out.appendDecimal(line.facility());
    out.append(SEVERITY);
    out.appendDecimal(line.severity());
    out.append(TIME);
    JsonText.append(frames, line.timeFrom(), line.timeTo(), out);
    out.append(SOURCE);
    JsonText.append(frames, line.sourceFrom(), line.sourceTo(), out);
    out.append(PS);
    JsonText.append(frames, line.psFrom(), line.psTo(), out);
    out.append(MESSAGE);
    JsonText.append(frames, line.contentFrom(), line.contentEndWithoutLf(), out);
    out.append(END);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
