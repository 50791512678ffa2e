package dev.logplex.frame;

/**
 * Splits a whole request body into octet-counted frames: a decimal length, one space and so many
 * octets, with nothing between frames (RFC 6587 §3.4.1, as Logplex's {@code syslog_parser} reads
 * it). The first digit is 1 to 9. A length above the limit, something else than a space behind the
 * digits, or any other first octet makes one malformed item of everything up to the next LF, and
 * the next frame is looked for behind it. One pass, nothing allocated. Safe for use by several
 * threads.
 */
public final class FrameScanner {

  /** Logplex's limit for the length of one message. */
  public static final int DEFAULT_MAX_LENGTH = 10_240;

  private final int maxLength;

  public FrameScanner() {
    this(DEFAULT_MAX_LENGTH);
  }

  /**
   * @param maxLength largest length of a message in octets, at least 1
   */
  public FrameScanner(int maxLength) {
    this.maxLength = checkedMaxLength(maxLength);
  }

  /**
   * Hands the frames and malformed items between {@code from} and {@code to} to the sink.
   *
   * @return {@code to} if the body ends where a frame or malformed line ends; else it is truncated,
   *     and this is the offset of the incomplete frame, or of the text that no LF ends. That rest
   *     was not handed over
   */
  public int scan(byte[] octets, int from, int to, FrameSink sink) {
    int start = from;
    while (start < to) {
      int length = 0;
      int i = start;
      FrameError error = null;
      while (true) {
        if (i == to) {
          return start;
        }
        int digit = octets[i] - '0';
        if (digit >= 0 && digit <= 9 && (digit > 0 || length > 0)) {
          if (length * 10 + digit > maxLength) {
            error = FrameError.TOO_LONG;
            break;
          }
          length = length * 10 + digit;
          i++;
        } else {
          if (octets[i] != ' ' || length == 0) {
            error = FrameError.NO_LENGTH;
          }
          break;
        }
      }
      if (error == null) {
        int message = i + 1;
        if (length > to - message) {
          return start;
        }
        sink.frame(octets, message, message + length);
        start = message + length;
      } else {
        int lf = indexOfLf(octets, i, to);
        if (lf == to) {
          return start;
        }
        sink.malformed(octets, start, lineEnd(octets, start, lf), error);
        start = lf + 1;
      }
    }
    return to;
  }

  static int checkedMaxLength(int maxLength) {
    if (maxLength < 1 || maxLength > 100_000_000) {
      throw new IllegalArgumentException(
          "the largest length of a message is 1 to 100000000, not " + maxLength);
    }
    return maxLength;
  }

  static int indexOfLf(byte[] octets, int from, int to) {
    int i = from;
    while (i < to && octets[i] != '\n') {
      i++;
    }
    return i;
  }

  /** Where the line that an LF ends ends itself: before a CR if there is one. */
  static int lineEnd(byte[] octets, int start, int lf) {
    return lf > start && octets[lf - 1] == '\r' ? lf - 1 : lf;
  }
}
