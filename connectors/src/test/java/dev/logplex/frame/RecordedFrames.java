package dev.logplex.frame;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a sink is given: frames as texts, malformed items as {@code !ERROR text}. */
public final class RecordedFrames implements FrameSink {

  private final boolean withMalformedText;
  private final List<String> items = new ArrayList<>();

  public RecordedFrames() {
    this(true);
  }

  /**
   * @param withMalformedText false to compare with a decoder, which does not keep such text
   */
  public RecordedFrames(boolean withMalformedText) {
    this.withMalformedText = withMalformedText;
  }

  @Override
  public void frame(byte[] octets, int from, int to) {
    items.add(text(octets, from, to));
  }

  @Override
  public void malformed(byte[] octets, int from, int to, FrameError error) {
    String text = text(octets, from, to);
    items.add("!" + error + (withMalformedText ? " " + text : ""));
  }

  public List<String> items() {
    return items;
  }

  private static String text(byte[] octets, int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
