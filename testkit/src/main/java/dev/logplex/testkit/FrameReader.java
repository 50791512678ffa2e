package dev.logplex.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Reads the body of a drain request strictly: octet-counted frames back to back, each {@code <PRI>1
 * TIME host SOURCE PS - CONTENT} and ended by a line feed that its length includes. Reused from
 * body to body. Not thread-safe.
 */
final class FrameReader {

  private static final byte[] HOST = "host".getBytes(US_ASCII);

  private final byte[] body;
  private final int length;
  private int next;

  /** The message of the current frame, its content, and the end of both (behind the line feed). */
  private int message;

  private int content;
  private int end;

  FrameReader(byte[] body, int length) {
    this.body = body;
    this.length = length;
  }

  /** How many frames there seem to be, judged by the octet counts alone. */
  static int count(byte[] octets, int length) {
    int count = 0;
    int at = 0;
    while (at < length) {
      int size = 0;
      while (at < length && octets[at] >= '0' && octets[at] <= '9') {
        size = size * 10 + octets[at++] - '0';
      }
      at += 1 + size;
      count++;
    }
    return count;
  }

  /**
   * Goes to the next frame.
   *
   * @return false at the end of the body
   */
  boolean advance() throws MalformedRequestException {
    if (next == length) {
      return false;
    }
    int size = 0;
    int i = next;
    while (i < length && body[i] != ' ') {
      int digit = body[i] - '0';
      if (digit < 0 || digit > 9 || i - next > 7 || (i == next && digit == 0)) {
        throw malformed("no octet count");
      }
      size = size * 10 + digit;
      i++;
    }
    message = i + 1;
    if (i == next || message > length || size > length - message) {
      throw malformed("a truncated frame");
    }
    end = message + size;
    if (size == 0 || body[end - 1] != '\n') {
      throw malformed("a frame that no line feed ends");
    }
    readHeader();
    next = end;
    return true;
  }

  private void readHeader() throws MalformedRequestException {
    int space = space(message);
    if (body[message] != '<' || body[space - 1] != '1' || body[space - 2] != '>') {
      throw malformed("no <PRI>1");
    }
    int host = space(space + 1) + 1;
    int source = space(host) + 1;
    if (!matches(HOST, host, source - 1)) {
      throw malformed("another host name than 'host'");
    }
    int process = space(source) + 1;
    int dash = space(process) + 1;
    if (dash + 1 >= end || body[dash] != '-' || body[dash + 1] != ' ') {
      throw malformed("no dash before the content");
    }
    content = dash + 2;
  }

  private int space(int from) throws MalformedRequestException {
    for (int i = from; i < end; i++) {
      if (body[i] == ' ') {
        if (i == from) {
          throw malformed("an empty field");
        }
        return i;
      }
    }
    throw malformed("too few fields");
  }

  private boolean matches(byte[] expected, int from, int to) {
    return Arrays.equals(body, from, to, expected, 0, expected.length);
  }

  private MalformedRequestException malformed(String what) {
    return new MalformedRequestException(what + " in the frame at octet " + next);
  }

  byte[] octets() {
    return body;
  }

  int content() {
    return content;
  }

  /** Behind the line feed. */
  int end() {
    return end;
  }

  /** The current frame without its octet count and line feed. */
  String text() {
    return new String(body, message, end - 1 - message, UTF_8);
  }

  /** Whether the message starts with the octets, at its {@code <PRI>}. */
  boolean startsWith(byte[] prefix) {
    return end - message >= prefix.length && matches(prefix, message, message + prefix.length);
  }
}
