package dev.logplex.drain;

import dev.logplex.frame.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Canonical frames for tests: each line's content is its sequence. */
final class Lines {

  private static final Pattern NOTICE =
      Pattern.compile(
          "<172>1 \\S+ host heroku logplex - Error L10 \\(output buffer overflow\\): "
              + "([0-9]+) messages dropped since \\S+\\.\n");

  private Lines() {}

  /** Frames of the lines {@code first} to {@code last}. */
  static byte[] frames(long first, long last) {
    return frames(first, last, "");
  }

  /** The same with padding behind each sequence. */
  static byte[] frames(long first, long last, String padding) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long seq = first; seq <= last; seq++) {
      out.writeBytes(frame(seq + padding));
    }
    return out.toByteArray();
  }

  static byte[] frame(String content) {
    String message = "<190>1 2026-03-01T08:15:30+00:00 host app web.1 - " + content + "\n";
    byte[] octets = message.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((octets.length + " ").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(octets);
    return out.toByteArray();
  }

  static FrameSlice slice(long first, long last) {
    return FrameSlice.of(first, (int) (last - first + 1), frames(first, last));
  }

  /** The octets of some slices back to back. */
  static byte[] octets(List<FrameSlice> slices) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    slices.forEach(s -> out.write(s.frames(), s.from(), s.octets()));
    return out.toByteArray();
  }

  /** The messages in a body, without the counts. */
  static List<String> messages(byte[] body) {
    List<String> messages = new ArrayList<>();
    for (int at = 0; at < body.length; at = Frames.end(body, at)) {
      int from = Frames.message(body, at);
      messages.add(new String(body, from, Frames.end(body, at) - from, StandardCharsets.UTF_8));
    }
    return messages;
  }

  /** What a receiver makes of a body: {@code L10 n} for a notice, else the line's content. */
  static List<String> contents(byte[] body) {
    return messages(body).stream().map(Lines::content).toList();
  }

  private static String content(String message) {
    Matcher notice = NOTICE.matcher(message);
    return notice.matches()
        ? "L10 " + notice.group(1)
        : message.substring(message.indexOf(" - ") + 3, message.length() - 1);
  }
}
