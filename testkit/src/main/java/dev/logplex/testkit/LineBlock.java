package dev.logplex.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/**
 * Octet-counted frames of numbered lines, rendered once; only numbers and times are written anew
 * for each use, so that sending costs almost nothing. Not thread-safe.
 */
public final class LineBlock {

  private static final String[] WORDS = {
    "at=info",
    "method=GET",
    "path=/api/items",
    "status=200",
    "service=12ms",
    "connect=1ms",
    "host=shop.example",
    "bytes=4312",
    "fwd=203.0.113.7",
    "protocol=https",
    "dyno=web.1",
    "cache=hit",
    "user=8812",
    "sample#load_avg_1m=0.42",
    "queue=default",
    "job=mailer",
    "retry=0"
  };

  private final byte[] octets;
  private final int[] contents;

  private LineBlock(byte[] octets, int[] contents) {
    this.octets = octets;
    this.contents = contents;
  }

  /**
   * Renders a block whose frames differ from each other, like real logs do, so that compression
   * finds no more than it would there.
   *
   * @param head text in front of the content: {@code <190>1 TIME HOST APP PROCID MSGID -} and a
   *     space
   * @param lineOctets octets of each message, the {@code len SP} in front not counted
   * @param lastOctet octet that ends each message; -1 for none
   */
  public static LineBlock render(
      String head, int timeline, int lines, int lineOctets, int lastOctet, Random random) {
    if (timeline < 0 || timeline >= NumberedLine.MAX_TIMELINES) {
      throw new IllegalArgumentException("timeline " + timeline);
    }
    String fields = NumberedLine.render(timeline);
    int end = lastOctet < 0 ? 0 : 1;
    int padding = lineOctets - head.length() - fields.length() - end;
    if (padding < 0) {
      throw new IllegalArgumentException(
          "a line of this head takes at least " + (lineOctets - padding) + " octets");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(lines * (lineOctets + 5));
    int[] contents = new int[lines];
    for (int i = 0; i < lines; i++) {
      out.writeBytes((lineOctets + " " + head).getBytes(US_ASCII));
      contents[i] = out.size();
      out.writeBytes((fields + padding(padding, random)).getBytes(US_ASCII));
      if (lastOctet >= 0) {
        out.write(lastOctet);
      }
    }
    return new LineBlock(out.toByteArray(), contents);
  }

  private static String padding(int length, Random random) {
    StringBuilder text = new StringBuilder(length + 48);
    while (text.length() < length) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
      text.append("id=").append(Long.toHexString(random.nextLong())).append(' ');
    }
    return text.substring(0, length);
  }

  /** Number of lines. */
  public int lines() {
    return contents.length;
  }

  /** The frames; the same array at each call. */
  public byte[] octets() {
    return octets;
  }

  /** Numbers the lines from {@code first} on and stamps them with the present time. */
  public void stamp(long first) {
    long now = NumberedLine.now();
    for (int i = 0; i < contents.length; i++) {
      NumberedLine.write(
          octets, contents[i] + NumberedLine.NUMBER, NumberedLine.NUMBER_DIGITS, first + i);
      NumberedLine.write(octets, contents[i] + NumberedLine.TIME, NumberedLine.TIME_DIGITS, now);
    }
  }
}
