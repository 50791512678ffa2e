package dev.logplex.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.frame.FrameDecoder;
import dev.logplex.frame.FrameError;
import dev.logplex.frame.FrameScanner;
import dev.logplex.frame.FrameSink;
import dev.logplex.frame.OctetBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Sends many bodies, most of them broken somewhere, through everything between two sockets, and
 * compares with the grammar written down a second time. {@code -Dlogplex.fuzz.inputs=10000000}
 * makes it a long run, {@code -Dlogplex.fuzz.seed=…} a different one.
 */
class WireFuzzTest {

  private static final int INPUTS = Integer.getInteger("logplex.fuzz.inputs", 200_000);
  private static final long SEED = Long.getLong("logplex.fuzz.seed", 20260301L);
  private static final byte[] SOURCE = SourceName.octets("heroku");
  private static final byte[] DRAIN_TOKEN = octets("d.1");

  /** Octets on both sides of each input: what is read from there shows in the result. */
  private static final byte[][] SURROUNDINGS = {octets("9 <1>1 ] \n0"), octets("\n[x\\-] 1 t.")};

  private final FrameScanner scanner = new FrameScanner(200);
  private final SyslogMessage message = new SyslogMessage();
  private final CanonicalLine line = new CanonicalLine();
  private final OctetBuffer out = new OctetBuffer(64);
  private long frames;
  private long malformed;
  private long truncated;
  private long messages;

  @Test
  void readsAnyInputWithinItsBoundsAndByTheGrammar() {
    WireInputs inputs = new WireInputs(SEED);
    for (int i = 0; i < INPUTS; i++) {
      byte[] body = inputs.next();
      try {
        check(body, inputs);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("input " + i + " of seed " + SEED + ": " + text(body), e);
      }
    }
    // The generator reaches all outcomes often enough to mean something.
    assertThat(frames).isGreaterThan(INPUTS);
    assertThat(messages).isBetween(frames / 4, frames - INPUTS / 20);
    assertThat(malformed).isGreaterThan(INPUTS / 50);
    assertThat(truncated).isBetween(INPUTS / 10L, INPUTS / 2L);
    System.out.printf(
        "%d inputs: %d frames, %d malformed lines, %d truncated bodies, %d messages%n",
        INPUTS, frames, malformed, truncated, messages);
  }

  private void check(byte[] body, WireInputs inputs) {
    Items whole = new Items();
    int end = scanner.scan(body, 0, body.length, whole);
    checkSurroundings(body, whole, end);
    checkSplits(body, whole, end, inputs);
    truncated += end < body.length ? 1 : 0;
    malformed += whole.malformed;
    frames += whole.frames.size();
    for (byte[] frame : whole.frames) {
      checkMessage(frame);
    }
    checkCanonical(body);
  }

  private void checkSurroundings(byte[] body, Items whole, int end) {
    for (byte[] around : SURROUNDINGS) {
      byte[] array = surrounded(body, around);
      Items items = new Items();
      int found = scanner.scan(array, around.length, around.length + body.length, items);
      require(found - around.length == end && items.same(whole), "the scanner reads outside");
    }
  }

  private static void checkSplits(byte[] body, Items whole, int end, WireInputs inputs) {
    FrameDecoder decoder = new FrameDecoder(200);
    Items items = new Items();
    int largest = inputs.nextInt(3) == 0 ? 1 : 60;
    for (int position = 0; position < body.length; ) {
      int next = Math.min(body.length, position + 1 + inputs.nextInt(largest));
      byte[] packet = Arrays.copyOfRange(body, position, next);
      decoder.feed(packet, 0, packet.length, items);
      position = next;
    }
    require(items.same(whole), "splits change the frames");
    require(decoder.atBoundary() == (end == body.length), "the decoder is somewhere else");
  }

  private void checkMessage(byte[] frame) {
    ReferenceMessage expected = ReferenceMessage.of(text(frame));
    boolean parsed = message.parse(frame, 0, frame.length);
    require(parsed == (expected != null), "accepted by one grammar only");
    SyslogMessage.tokenStart(frame, 0, frame.length);
    if (!parsed) {
      require(message.error() != null, "no reason");
      require(message.errorOffset() >= 0 && message.errorOffset() <= frame.length, "no offset");
    }
    for (byte[] around : SURROUNDINGS) {
      byte[] array = surrounded(frame, around);
      boolean again = message.parse(array, around.length, around.length + frame.length);
      require(again == parsed, "the parser reads outside");
      if (again) {
        checkLine(expected);
      }
    }
    messages += parsed ? 1 : 0;
  }

  private void checkLine(ReferenceMessage expected) {
    CanonicalWriter writer = new CanonicalWriter(out);
    writer.clear();
    writer.append(message, SOURCE);
    byte[] canonical = out.toByteArray();
    require(line.over(canonical, 0, canonical.length).next(), "no canonical line");
    String content = expected.content();
    require(line.priority() == expected.priority(), "priority");
    require(part(line.timeFrom(), line.timeTo()).equals(expected.time()), "time");
    require(part(line.sourceFrom(), line.sourceTo()).equals("heroku"), "source");
    require(part(line.psFrom(), line.psTo()).equals(expected.ps()), "ps");
    require(
        part(line.contentFrom(), line.contentTo())
            .equals(content.endsWith("\n") ? content : content + "\n"),
        "content");
    checkRenderings(canonical);
    require(!line.next(), "more than one line");
  }

  private void checkRenderings(byte[] canonical) {
    out.clear();
    JsonLine.append(line, out);
    require(out.array()[out.size() - 1] == '\n', "an object that does not end");
    out.clear();
    SessionLine.append(line, out);
    require(out.array()[out.size() - 1] == '\n', "a line that does not end");
    out.clear();
    SyslogDrainFrame.append(line, DRAIN_TOKEN, out);
    byte[] syslog = out.toByteArray();
    Items items = new Items();
    require(new FrameScanner().scan(syslog, 0, syslog.length, items) == syslog.length, "cut off");
    require(message.parse(items.frames.get(0), 0, items.frames.get(0).length), "no message");
    require(
        Arrays.equals(
            message.octets(),
            message.contentFrom(),
            message.contentTo(),
            canonical,
            line.contentFrom(),
            line.contentTo()),
        "content of the syslog drain");
  }

  /** What is no canonical frame is refused in one way. */
  private void checkCanonical(byte[] body) {
    line.over(body, 0, body.length);
    try {
      while (line.next()) {
        require(line.contentTo() <= body.length, "the cursor is outside");
      }
    } catch (IllegalArgumentException e) {
      require(e.getMessage().startsWith("no canonical frame at offset"), "the wrong refusal");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private String part(int from, int to) {
    return new String(line.frames(), from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static byte[] surrounded(byte[] octets, byte[] around) {
    byte[] array = new byte[octets.length + 2 * around.length];
    System.arraycopy(around, 0, array, 0, around.length);
    System.arraycopy(octets, 0, array, around.length, octets.length);
    System.arraycopy(around, 0, array, around.length + octets.length, around.length);
    return array;
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static final class Items implements FrameSink {

    private final List<byte[]> frames = new ArrayList<>();
    private final StringBuilder order = new StringBuilder();
    private int malformed;

    @Override
    public void frame(byte[] octets, int from, int to) {
      frames.add(Arrays.copyOfRange(octets, from, to));
      order.append('.');
    }

    @Override
    public void malformed(byte[] octets, int from, int to, FrameError error) {
      require(from <= to, "an empty range is the least");
      malformed++;
      order.append(error.ordinal());
    }

    boolean same(Items other) {
      return order.compareTo(other.order) == 0
          && Arrays.deepEquals(frames.toArray(), other.frames.toArray());
    }
  }
}
