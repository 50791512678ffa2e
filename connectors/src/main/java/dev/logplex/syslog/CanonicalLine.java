package dev.logplex.syslog;

import java.util.Arrays;

/**
 * A cursor over canonical frames (see {@link dev.logplex.frame.Frames}), to be used again for other
 * arrays:
 *
 * <pre>{@code
 * line.over(frames, 0, frames.length);
 * while (line.next()) { ... }
 * }</pre>
 *
 * The offsets are of the frame that {@link #next} moved to. The input is trusted, it was written by
 * {@link CanonicalWriter}; what is not canonical raises {@link IllegalArgumentException}, and
 * nothing outside the range is read. Not safe for use by several threads.
 */
public final class CanonicalLine {

  private static final byte[] LESS_THAN = {'<'};
  private static final byte[] VERSION = {'>', '1', ' '};

  private byte[] frames = {};
  private int to;
  private int frameFrom;
  private int frameTo;
  private int messageFrom;
  private int priority;
  private int timeFrom;
  private int timeTo;
  private int sourceFrom;
  private int sourceTo;
  private int psTo;
  private int contentFrom;

  /** Places the cursor before the first frame of a range of whole frames. */
  public CanonicalLine over(byte[] frames, int from, int to) {
    if (from < 0 || from > to || to > frames.length) {
      throw new IllegalArgumentException(
          "no range of " + frames.length + " octets: " + from + " to " + to);
    }
    this.frames = frames;
    this.to = to;
    this.frameTo = from;
    return this;
  }

  /**
   * Moves to the next frame.
   *
   * @return false if there is none
   * @throws IllegalArgumentException if what follows is not a whole canonical frame
   */
  public boolean next() {
    if (frameTo == to) {
      return false;
    }
    frameFrom = frameTo;
    int length = 0;
    int i = frameFrom;
    for (; i < to && frames[i] != ' '; i++) {
      int digit = frames[i] - '0';
      if (digit < 0 || digit > 9 || i - frameFrom > 8) {
        throw malformed();
      }
      length = length * 10 + digit;
    }
    if (i == frameFrom || length > to - i - 1) {
      throw malformed();
    }
    messageFrom = i + 1;
    int end = messageFrom + length;
    header(end);
    frameTo = end;
    return true;
  }

  private void header(int end) {
    int i = literal(LESS_THAN, messageFrom, end);
    int number = 0;
    int digits = i;
    for (; i < end && frames[i] >= '0' && frames[i] <= '9' && number < 256; i++) {
      number = number * 10 + frames[i] - '0';
    }
    if (i == digits || number > 255) {
      throw malformed();
    }
    priority = number;
    timeFrom = literal(VERSION, i, end);
    timeTo = fieldEnd(timeFrom, end);
    sourceFrom = literal(CanonicalWriter.HOST, timeTo, end);
    sourceTo = fieldEnd(sourceFrom, end);
    psTo = fieldEnd(sourceTo + 1, end);
    contentFrom = literal(CanonicalWriter.NO_MESSAGE_ID, psTo, end);
    if (contentFrom == end || frames[end - 1] != '\n') {
      throw malformed();
    }
  }

  private int literal(byte[] literal, int from, int end) {
    int behind = from + literal.length;
    if (behind > end || !Arrays.equals(frames, from, behind, literal, 0, literal.length)) {
      throw malformed();
    }
    return behind;
  }

  private int fieldEnd(int from, int end) {
    int i = from;
    while (i < end && frames[i] != ' ') {
      i++;
    }
    if (i >= end || i == from) {
      throw malformed();
    }
    return i;
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException("no canonical frame at offset " + frameFrom);
  }

  public byte[] frames() {
    return frames;
  }

  /** Facility times 8 plus severity, 0 to 255. */
  public int priority() {
    return priority;
  }

  /** 0 (emergency) to 7 (debug), RFC 5424 §6.2.1. */
  public int severity() {
    return priority & 7;
  }

  /** 0 to 31. */
  public int facility() {
    return priority >> 3;
  }

  /** Where the frame's length starts. */
  public int frameFrom() {
    return frameFrom;
  }

  public int frameTo() {
    return frameTo;
  }

  /** Where {@code <PRI>} starts; the message ends where the frame does. */
  public int messageFrom() {
    return messageFrom;
  }

  public int timeFrom() {
    return timeFrom;
  }

  public int timeTo() {
    return timeTo;
  }

  public int sourceFrom() {
    return sourceFrom;
  }

  public int sourceTo() {
    return sourceTo;
  }

  public int psFrom() {
    return sourceTo + 1;
  }

  public int psTo() {
    return psTo;
  }

  public int contentFrom() {
    return contentFrom;
  }

  /** Behind the LF that ends each content. */
  public int contentTo() {
    return frameTo;
  }

  /** Before the LF that ends each content; what is left may end with another. */
  public int contentEndWithoutLf() {
    return frameTo - 1;
  }
}
