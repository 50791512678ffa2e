package dev.logplex.drain.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.logplex.drain.DrainRequest;
import dev.logplex.drain.FrameSlice;
import dev.logplex.drain.LossNotice;
import dev.logplex.frame.Frames;
import dev.logplex.model.DrainOptions;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Vector's rule: a body has as many lines that are not empty as its head announces. */
class LineFramesTest {

  private static final String HEADER = "<190>1 2026-03-01T08:15:30+00:00 host app web.1 - ";
  private static final byte[] NOTICE =
      frame("Error L10 (output buffer overflow): 3 messages dropped since T.\n");

  @Property(tries = 300)
  void everyBodyHasAsManyLinesAsAnnounced(
      @ForAll("contents") List<String> contents,
      @ForAll boolean notice,
      @ForAll boolean gzip,
      @ForAll DrainOptions.Format format,
      @ForAll("limits") int limit) {
    DrainRequest request = request(notice, contents);
    RequestBody.Content content = new RequestBody(options(format, gzip, limit)).of(request);
    byte[] body = gzip ? unzipped(octets(content)) : octets(content);

    assertThat(lines(body)).isEqualTo(content.lines()).isGreaterThanOrEqualTo(request.messages());
    if (format == DrainOptions.Format.LOGPLEX) {
      assertThat(Frames.count(body)).isEqualTo(content.lines());
      assertThat(body.length).isLessThanOrEqualTo(Math.max(limit - 1, request.octets()));
    }
  }

  @Test
  void aMessageOfSeveralLinesBecomesAFrameForEachThatIsNotEmpty() {
    RequestBody.Content content = body(102_400, "a\n", "b\n\nc\n", "\n\n\n");

    assertThat(octets(content))
        .isEqualTo(concat(frame("a\n"), frame("b\n"), frame("c\n"), frame("\n")));
    assertThat(content.lines()).isEqualTo(4);
  }

  @Test
  void aMessageThatWouldMakeTheBodyTooLongKeepsItsFrameWithBlanks() {
    RequestBody.Content content = body(200, "b\nc\n", "b\nc\nd\ne\n");

    assertThat(octets(content)).isEqualTo(concat(frame("b\n"), frame("c\n"), frame("b c d e\n")));
    assertThat(content.lines()).isEqualTo(3);
  }

  @Test
  void singleLinesAreNotCopied() {
    DrainRequest request = request(false, List.of("a\n", "b\n"));

    assertThat(LineFrames.areNeededFor(request)).isFalse();
    List<ByteBuf> parts = new RequestBody(DrainOptions.DEFAULT).of(request).parts();
    assertThat(parts.get(0).array()).isSameAs(request.slices().get(0).frames());
  }

  @Provide
  Arbitrary<List<String>> contents() {
    return Arbitraries.strings()
        .withChars("\n\n\r a\u00e9")
        .ofMaxLength(12)
        .map(text -> text.endsWith("\n") ? text : text + "\n")
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<Integer> limits() {
    return Arbitraries.of(100, 1_000, 2_000, 102_400);
  }

  /** Like Vector: cut at LF, and a line without octets does not count. */
  private static long lines(byte[] body) {
    return Arrays.stream(new String(body, StandardCharsets.ISO_8859_1).split("\n"))
        .filter(line -> !line.isBlank())
        .count();
  }

  private static RequestBody.Content body(int limit, String... contents) {
    return new RequestBody(options(DrainOptions.Format.LOGPLEX, false, limit))
        .of(request(false, List.of(contents)));
  }

  private static DrainOptions options(DrainOptions.Format format, boolean gzip, int limit) {
    return new DrainOptions(List.of(), List.of(), 7, gzip, Map.of(), format, limit, null);
  }

  private static DrainRequest request(boolean notice, List<String> contents) {
    byte[] frames = concat(contents.stream().map(LineFramesTest::frame).toArray(byte[][]::new));
    return new DrainRequest(
        "0".repeat(32),
        0,
        new LossNotice(notice ? 3 : 0, 0),
        notice ? NOTICE : new byte[0],
        List.of(new FrameSlice(1, contents.size(), frames, 0, frames.length)),
        contents.size(),
        frames.length + (notice ? NOTICE.length : 0));
  }

  private static byte[] frame(String content) {
    byte[] message = (HEADER + content).getBytes(StandardCharsets.UTF_8);
    return concat((message.length + " ").getBytes(StandardCharsets.US_ASCII), message);
  }

  private static byte[] octets(RequestBody.Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuf part : content.parts()) {
      out.write(part.array(), part.arrayOffset() + part.readerIndex(), part.readableBytes());
    }
    return out.toByteArray();
  }

  private static byte[] unzipped(byte[] octets) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(octets))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] concat(byte[]... arrays) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] array : arrays) {
      out.writeBytes(array);
    }
    return out.toByteArray();
  }
}
