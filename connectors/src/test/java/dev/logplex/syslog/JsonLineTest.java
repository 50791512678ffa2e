package dev.logplex.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.logplex.frame.OctetBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonLineTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void writesOneObject() {
    assertThat(json(Lines.line(190, "app", "web.1", "cache warmed")))
        .asString()
        .isEqualTo(
            "{\"pri\":190,\"facility\":23,\"severity\":6,"
                + "\"time\":\"2026-03-01T08:15:30.000123+00:00\","
                + "\"source\":\"app\",\"ps\":\"web.1\",\"message\":\"cache warmed\"}\n");
  }

  @Test
  void leavesOutTheLineFeedThatEndsTheLineAndNoOther() {
    assertThat(message("one\ntwo\n\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("one\ntwo\n");
    assertThat(message(new byte[0])).isEmpty();
  }

  @Test
  void escapesWhatJsonDoesNotAllow() {
    assertThat(json(Lines.line(0, "a\"b", "c\\d", "\"\\/\b\f\n\r\t\u0000\u001f\u007f")))
        .asString()
        .contains("\"source\":\"a\\\"b\",\"ps\":\"c\\\\d\"")
        .endsWith("\"message\":\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u007f\"}\n");
  }

  @Test
  void hasNoLineFeedButTheLast() {
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);

    assertThat(json(Lines.line(0, "app", "web", all))).containsOnlyOnce('\n');
  }

  @Test
  void keepsUtf8() {
    String text = "größe ☃ 日本 😀 \ud7ff\ue000\uffff\u0080\u07ff\u0800\udbff\udfff";

    assertThat(message(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
  }

  @Test
  void replacesEveryOctetPairThatIsNoUtf8() {
    for (int first = 0; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        if (first != 0xed) {
          assertReplaced(new byte[] {'x', (byte) first, (byte) second, 'y'});
        }
      }
    }
  }

  /** Where {@link String} does not do what Unicode §3.9 recommends. */
  @Test
  void replacesEachOctetOfAnEncodedSurrogate() {
    assertThat(message(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
        .isEqualTo("\ufffd\ufffd\ufffd");
    assertThat(message(new byte[] {(byte) 0xed, (byte) 0xbf, 'x'})).isEqualTo("\ufffd\ufffdx");
    assertThat(message(new byte[] {(byte) 0xed, (byte) 0x9f, 'x'})).isEqualTo("\ufffdx");
  }

  @Property(seed = "1", tries = 5_000)
  void replacesOctetsThatAreNoUtf8LikeStringDoes(@ForAll("almostUtf8") byte[] content) {
    assertReplaced(content);
  }

  /** Mostly the octets at which the rules of UTF-8 change. */
  @Provide
  Arbitrary<byte[]> almostUtf8() {
    Arbitrary<Byte> edges =
        Arbitraries.of(
                0x61, 0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
                0xe1, 0xec, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff)
            .map(Integer::byteValue);
    return Arbitraries.oneOf(edges, Arbitraries.bytes().filter(octet -> octet != (byte) 0xed))
        .array(byte[].class)
        .ofMaxSize(24);
  }

  private static void assertReplaced(byte[] content) {
    String expected = new String(content, StandardCharsets.UTF_8);
    assertThat(message(content))
        .isEqualTo(
            expected.endsWith("\n") ? expected.substring(0, expected.length() - 1) : expected);
  }

  private static String message(byte[] content) {
    try {
      JsonNode node = MAPPER.readTree(json(Lines.line(13, "app", "web.1", content)));
      return node.required("message").textValue();
    } catch (IOException e) {
      throw new AssertionError("not JSON", e);
    }
  }

  private static byte[] json(CanonicalLine line) {
    OctetBuffer out = new OctetBuffer(0);
    JsonLine.append(line, out);
    return out.toByteArray();
  }
}
