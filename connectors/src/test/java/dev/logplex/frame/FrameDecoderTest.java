package dev.logplex.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {

  private final RecordedFrames sink = new RecordedFrames();
  private final FrameDecoder decoder = new FrameDecoder();

  @Test
  void deliversFramesOfOneFeed() {
    feed("5 hello3 a\nb");

    assertThat(sink.items()).containsExactly("hello", "a\nb");
    assertThat(decoder.frames()).isEqualTo(2);
    assertThat(decoder.atBoundary()).isTrue();
  }

  @Test
  void joinsAFrameSplitAnywhere() {
    feed("1");
    assertThat(decoder.atBoundary()).isFalse();
    feed("2");
    feed(" he");
    assertThat(decoder.atBoundary()).isFalse();
    feed("llo ");
    feed("world!2 ok");

    assertThat(sink.items()).containsExactly("hello world!", "ok");
    assertThat(decoder.atBoundary()).isTrue();
  }

  @Test
  void keepsNothingOfTheCallersArray() {
    byte[] array = "5 hel".getBytes(StandardCharsets.US_ASCII);
    decoder.feed(array, 0, array.length, sink);
    java.util.Arrays.fill(array, (byte) 'x');
    feed("lo");

    assertThat(sink.items()).containsExactly("hello");
  }

  @Test
  void skipsTextUpToItsLineFeedAndGoesOn() {
    feed("<13>1 plain ");
    feed("text\r");
    feed("\n2 ok");

    assertThat(sink.items()).containsExactly("!NO_LENGTH ", "ok");
    assertThat(decoder.malformed()).isEqualTo(1);
    assertThat(decoder.skippedOctets()).isEqualTo("<13>1 plain text\r\n".length());
    assertThat(decoder.frames()).isEqualTo(1);
  }

  @Test
  void countsTheDigitsThatWereNoLengthAsSkipped() {
    feed("12");
    feed("x\n102");
    feed("41 x\n");

    assertThat(sink.items()).containsExactly("!NO_LENGTH x", "!TOO_LONG 1 x");
    assertThat(decoder.skippedOctets()).isEqualTo("12x\n10241 x\n".length());
  }

  @Test
  void doesNotCountALineBeforeItsEnd() {
    feed("endless");
    feed("endless");

    assertThat(decoder.malformed()).isZero();
    assertThat(decoder.skippedOctets()).isEqualTo(14);
    assertThat(decoder.atBoundary()).isFalse();
  }

  @Test
  void doesNotKeepEndlessText() {
    byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 200; i++) {
      decoder.feed(megabyte, 0, megabyte.length, sink);
    }
    feed("\n2 ok");

    assertThat(sink.items()).containsExactly("!NO_LENGTH ", "ok");
    assertThat(decoder.skippedOctets()).isEqualTo((200L << 20) + 1);
  }

  @Test
  void deliversTheLargestFrameFedOneOctetAtATime() {
    String message = "x".repeat(FrameScanner.DEFAULT_MAX_LENGTH);
    for (char c : ("10240 " + message + "2 ok").toCharArray()) {
      feed(String.valueOf(c));
    }

    assertThat(sink.items()).containsExactly(message, "ok");
  }

  @Test
  void refusesALengthAboveItsLimit() {
    FrameDecoder small = new FrameDecoder(9);
    byte[] octets = "9 123456789".getBytes(StandardCharsets.US_ASCII);
    small.feed(octets, 0, octets.length, sink);
    octets = "10 \n".getBytes(StandardCharsets.US_ASCII);
    small.feed(octets, 0, octets.length, sink);

    assertThat(sink.items()).containsExactly("123456789", "!TOO_LONG 0 ");
  }

  private void feed(String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    decoder.feed(octets, 0, octets.length, sink);
  }
}
