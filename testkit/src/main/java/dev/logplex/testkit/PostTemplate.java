package dev.logplex.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;

/**
 * The POSTs of one connection, rendered in advance: a few different bodies taken in turn, so that
 * compression between neighbours finds no more than in real logs. Not thread-safe.
 */
final class PostTemplate {

  private static final int BODIES = 4;
  private static final int REQUEST_ID_DIGITS = 12;

  private final String token;
  private final int timeline;
  private final LineBlock[] bodies = new LineBlock[BODIES];

  /** The head up to the digits of the request id, which are the last thing in it. */
  private byte[] head;

  private LineBlock body;

  PostTemplate(String token, int timeline, Load load) {
    this.token = token;
    this.timeline = timeline;
    Random random = new Random(timeline);
    String line = "<190>1 " + Instant.now() + " vm7 " + token + " web.1 - - ";
    for (int i = 0; i < BODIES; i++) {
      bodies[i] =
          LineBlock.render(line, timeline, load.linesPerPost(), load.lineOctets(), -1, random);
    }
  }

  /** Writes the head for another server. */
  void host(InetSocketAddress address) {
    byte[] before = head;
    String basic = Base64.getEncoder().encodeToString(("token:" + token).getBytes(US_ASCII));
    head =
        ("POST /logs HTTP/1.1\r\nHost: "
                + address.getHostString()
                + ":"
                + address.getPort()
                + "\r\nAuthorization: Basic "
                + basic
                + "\r\nContent-Type: application/logplex-1\r\nLogplex-Msg-Count: "
                + bodies[0].lines()
                + "\r\nContent-Length: "
                + bodies[0].octets().length
                + "\r\nX-Request-Id: testkit-"
                + timeline
                + "-"
                + "0".repeat(REQUEST_ID_DIGITS)
                + "\r\n\r\n")
            .getBytes(US_ASCII);
    if (before != null) {
      System.arraycopy(before, requestId(before), head, requestId(head), REQUEST_ID_DIGITS);
    }
  }

  private static int requestId(byte[] head) {
    return head.length - 4 - REQUEST_ID_DIGITS;
  }

  /** Makes the next POST. */
  void stamp(long post, long firstNumber) {
    NumberedLine.write(head, requestId(head), REQUEST_ID_DIGITS, post);
    body = bodies[(int) (post % BODIES)];
    body.stamp(firstNumber);
  }

  /** The octets of the POST last made; valid until the next one is. */
  ByteBuf request() {
    return Unpooled.wrappedBuffer(head, body.octets());
  }
}
