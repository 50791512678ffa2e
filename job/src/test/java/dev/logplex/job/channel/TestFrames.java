package dev.logplex.job.channel;

import dev.logplex.frame.Frames;
import dev.logplex.history.History;
import dev.logplex.history.HistoryChunk;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Canonical frames whose content is a number, and the way back. */
public final class TestFrames {

  private TestFrames() {}

  /** Frames with the contents {@code n=first} … {@code n=last}, each padded by so many octets. */
  public static byte[] numbered(long first, long last, int padding) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (long n = first; n <= last; n++) {
      String message =
          "<190>1 2026-03-01T08:15:30.000123+00:00 host app web.1 - n="
              + n
              + " "
              + "x".repeat(padding)
              + "\n";
      frames.writeBytes((message.length() + " " + message).getBytes(StandardCharsets.UTF_8));
    }
    return frames.toByteArray();
  }

  /** The numbers in frames made by {@link #numbered}. */
  public static List<Long> numbers(byte[] frames) {
    List<Long> numbers = new ArrayList<>();
    for (int start = 0; start < frames.length; start = Frames.end(frames, start)) {
      String frame =
          new String(frames, start, Frames.end(frames, start) - start, StandardCharsets.UTF_8);
      int from = frame.indexOf("n=") + 2;
      numbers.add(Long.parseLong(frame.substring(from, frame.indexOf(' ', from))));
    }
    return numbers;
  }

  /** The numbers in a history, oldest first. */
  public static List<Long> numbers(History history) {
    List<Long> numbers = new ArrayList<>();
    for (HistoryChunk chunk : history.chunks()) {
      numbers.addAll(numbers(chunk.frames()));
    }
    return numbers;
  }
}
