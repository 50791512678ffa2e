package dev.logplex.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FramingPropertiesTest {

  private static final int MAX_LENGTH = 120;

  @Property(seed = "1")
  void everyListOfMessagesIsFoundAgain(
      @ForAll @Size(max = 20) List<@Size(min = 1, max = 120) byte[]> messages) {
    OctetBuffer body = new OctetBuffer(16);
    for (byte[] message : messages) {
      body.appendDecimal(message.length);
      body.append((byte) ' ');
      body.append(message);
    }
    RecordedFrames sink = new RecordedFrames();

    int end = new FrameScanner(MAX_LENGTH).scan(body.array(), 0, body.size(), sink);

    assertThat(end).isEqualTo(body.size());
    assertThat(sink.items())
        .isEqualTo(messages.stream().map(m -> new String(m, StandardCharsets.ISO_8859_1)).toList());
  }

  @Property(seed = "2")
  void anySplitGivesWhatTheWholeBodyGives(
      @ForAll("bodies") byte[] body, @ForAll List<@IntRange(max = 40) Integer> splits) {
    RecordedFrames whole = new RecordedFrames(false);
    int end = new FrameScanner(MAX_LENGTH).scan(body, 0, body.length, whole);

    RecordedFrames split = new RecordedFrames(false);
    FrameDecoder decoder = new FrameDecoder(MAX_LENGTH);
    int position = 0;
    for (int length : splits) {
      int next = Math.min(position + length, body.length);
      byte[] packet = Arrays.copyOfRange(body, position, next);
      decoder.feed(packet, 0, packet.length, split);
      position = next;
    }
    decoder.feed(body, position, body.length, split);

    assertThat(split.items()).isEqualTo(whole.items());
    assertThat(decoder.atBoundary()).isEqualTo(end == body.length);
    assertThat(decoder.frames() + decoder.malformed()).isEqualTo(whole.items().size());
  }

  @Property(seed = "3")
  void oneOctetAtATimeGivesWhatTheWholeBodyGives(@ForAll("bodies") byte[] body) {
    RecordedFrames whole = new RecordedFrames(false);
    new FrameScanner(MAX_LENGTH).scan(body, 0, body.length, whole);

    RecordedFrames split = new RecordedFrames(false);
    FrameDecoder decoder = new FrameDecoder(MAX_LENGTH);
    for (byte octet : body) {
      decoder.feed(new byte[] {octet}, 0, 1, split);
    }

    assertThat(split.items()).isEqualTo(whole.items());
  }

  @Property(seed = "4")
  void followsTheRulesAsWrittenDownForTexts(@ForAll("bodies") byte[] body) {
    RecordedFrames sink = new RecordedFrames();
    int end = new FrameScanner(MAX_LENGTH).scan(body, 0, body.length, sink);

    ReferenceFraming reference = new ReferenceFraming(body, MAX_LENGTH);
    assertThat(sink.items()).isEqualTo(reference.items());
    assertThat(end).isEqualTo(reference.end());
  }

  @Property(seed = "5")
  void aPrefixOfABodyGivesAPrefixOfItsFrames(
      @ForAll("bodies") byte[] body, @ForAll @IntRange(max = 400) int cut) {
    RecordedFrames whole = new RecordedFrames();
    new FrameScanner(MAX_LENGTH).scan(body, 0, body.length, whole);
    byte[] head = Arrays.copyOf(body, Math.min(cut, body.length));
    RecordedFrames cutOff = new RecordedFrames();

    int end = new FrameScanner(MAX_LENGTH).scan(head, 0, head.length, cutOff);

    assertThat(end).isBetween(0, head.length);
    assertThat(cutOff.items()).isEqualTo(whole.items().subList(0, cutOff.items().size()));
  }

  /** Frames, lines of text, wrong lengths and noise, in any order. */
  @Provide
  Arbitrary<byte[]> bodies() {
    Arbitrary<String> message =
        Arbitraries.strings().withChars("a1 \r\n0é").ofMinLength(1).ofMaxLength(20);
    Arbitrary<String> frame = message.map(m -> m.length() + " " + m);
    Arbitrary<String> line =
        Arbitraries.strings().withChars("a10 <\r").ofMaxLength(12).map(t -> t + "\n");
    Arbitrary<String> wrongLength =
        Arbitraries.of("0 ", "01 x", "119 ", "120 ", "121 ", "12", "999999999999 ", "5\t", "5", "");
    Arbitrary<String> noise = Arbitraries.strings().withChars("0129 \r\n<é").ofMaxLength(12);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, frame),
            net.jqwik.api.Tuple.of(2, line),
            net.jqwik.api.Tuple.of(1, wrongLength),
            net.jqwik.api.Tuple.of(1, noise))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts).getBytes(StandardCharsets.ISO_8859_1));
  }
}
